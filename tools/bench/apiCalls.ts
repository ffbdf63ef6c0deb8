import type { HttpCall } from "./load/HttpWork";

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
