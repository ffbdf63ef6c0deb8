import type { IncomingHttpHeaders } from "node:http";

/** What came back for one request. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** How a reply reads in a table: `200`, or `404 IdentityNotFound`. */
export function outcomeOf({ status, headers }: Reply): string {
  const code = headers["x-ms-error-code"];
  return typeof code === "string" ? `${status} ${code}` : String(status);
}

/** The body as JSON; undefined where it is none. */
export function bodyOf({ text }: Pick<Reply, "text">): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
