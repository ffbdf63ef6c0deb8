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

export function jsonReply(value: unknown): Reply {
  const headers = { "content-type": "application/json; charset=utf-8" };
  return { status: 200, headers, body: Buffer.from(JSON.stringify(value)) };
}
