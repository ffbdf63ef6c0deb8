import * as z from "zod";

/** A request to a server on loopback, and the status that answers it. */
export const httpCall = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().optional(),
  expected: z.int(),
});

export type HttpCall = z.infer<typeof httpCall>;

/** Requests in turn, again and again, until so many are sent: without a limit where there is none. */
export const httpWork = z.object({ calls: z.array(httpCall).min(1), limit: z.int().positive().optional() });

export type HttpWork = z.infer<typeof httpWork>;

/** Seconds, longer than any run takes: what ends it is the limit. */
export const UNTIL_DONE = 86_400;

export const JSON_BODY = { "Content-Type": "application/json" };
export const SCOPES = '{"scopes":["chat","voip"]}';

/** IssueToken, here and at whatever this API is compared with. */
export function issueToken(url: string, id: string, body = SCOPES): HttpCall {
  return { method: "POST", url: `${url}/identities/${id}/tokens`, headers: JSON_BODY, body, expected: 200 };
}

/** GetMyToken, for the user with those headers. */
export function myToken(url: string, headers: Readonly<Record<string, string>>): HttpCall {
  return { method: "GET", url: `${url}/me/token`, headers, expected: 200 };
}

/** Any of the operations that end something. */
export function remove(url: string, headers: Readonly<Record<string, string>> = {}): HttpCall {
  return { method: "DELETE", url, headers, expected: 204 };
}
