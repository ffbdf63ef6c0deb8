import type { ServerResponse } from "node:http";

/** What goes back to the caller. */
export interface Reply {
  readonly status: number;
  /** By lower-case name; a list stands for several headers of the name. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array;
}

export function emptyReply(status: number, headers: Reply["headers"] = {}): Reply {
  return { status, headers, body: new Uint8Array() };
}

/** Sends a reply. As under Kestrel, a body goes out chunked unless its length is given, and no body as length 0. */
export function sendReply(response: ServerResponse, { status, headers, body }: Reply): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, value);
  }
  if (body.length > 0) {
    response.write(body);
  }
  response.end();
}
