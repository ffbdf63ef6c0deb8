import * as z from "zod";

/** What came back for one request. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
  /** From the request until the reply was whole. */
  readonly milliseconds: number;
}

/** Sends a request, and takes the whole reply. @throws TypeError, or the signal's reason, when there is none */
export async function send(url: string, init: RequestInit = {}): Promise<Reply> {
  const started = performance.now();
  const response = await fetch(url, init);
  const { status, headers } = response;
  const text = await response.text();
  return { status, headers, text, json: parsed(text), milliseconds: Math.round(performance.now() - started) };
}

/** How a reply reads in a table: `200`, or `404 IdentityNotFound`. */
export function outcomeOf({ status, headers }: Pick<Reply, "status" | "headers">): string {
  return `${status} ${headers.get("x-ms-error-code") ?? ""}`.trimEnd();
}

const withIdentity = z.object({ user: z.object({ communicationUserId: z.string() }) });
const withToken = withIdentity.extend({
  token: z.string(),
  expiresOn: z.iso.datetime(),
  refreshOn: z.iso.datetime(),
  scopes: z.array(z.string()),
});
const withError = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.array(z.object({ code: z.string(), target: z.string(), message: z.string() })).optional(),
    requestId: z.string(),
  }),
});

export function identityOf(reply: Reply): string {
  return withIdentity.parse(reply.json).user.communicationUserId;
}

export function tokenOf(reply: Reply) {
  return withToken.parse(reply.json);
}

export function errorOf(reply: Reply) {
  return withError.parse(reply.json).error;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
