import type { IncomingHttpHeaders } from "node:http";

export interface RawReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const HEAD = /^HTTP\/1\.1 (\d{3})[^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n/;

/**
 * The replies in what a connection brought until it ended, the interim 100 left out.
 * @throws Error when it is not a row of whole replies
 */
export function readReplies(received: string): RawReply[] {
  const replies: RawReply[] = [];
  for (let rest = received; rest !== "";) {
    const [head, status = "", lines = ""] = HEAD.exec(rest) ?? [];
    if (head === undefined) {
      throw new Error(`No reply of HTTP: ${JSON.stringify(rest.slice(0, 200))}`);
    }
    const headers = headersOf(lines);
    const { text, length } = bodyOf(Number(status), headers, rest.slice(head.length));
    rest = rest.slice(head.length + length);
    if (status !== "100") {
      replies.push({ status: Number(status), headers, text });
    }
  }
  return replies;
}

function headersOf(lines: string): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = {};
  for (const line of lines.split("\r\n")) {
    const [name = "", ...value] = line.split(":");
    if (value.length > 0) {
      headers[name.toLowerCase()] = value.join(":").trimStart();
    }
  }
  return headers;
}

/** The body, and how much of `rest` it takes up; it may be cut off at the end. */
function bodyOf(status: number, headers: IncomingHttpHeaders, rest: string): { text: string; length: number } {
  if (headers["transfer-encoding"] === "chunked") {
    return chunksOf(rest);
  }
  const hasNone = status < 200 || status === 204;
  // To a client of HTTP/1.0 a body goes out until the connection ends.
  const length = Number(headers["content-length"] ?? (hasNone ? 0 : rest.length));
  return { text: rest.slice(0, length), length };
}

function chunksOf(rest: string): { text: string; length: number } {
  let text = "";
  let at = 0;
  for (;;) {
    const [line = "", size = ""] = /^([0-9a-f]+)\r\n/i.exec(rest.slice(at)) ?? [];
    const length = Number.parseInt(size, 16);
    if (!(length >= 0)) {
      throw new Error("A chunk is cut off.");
    }
    text += rest.slice(at + line.length, at + line.length + length);
    at += line.length + length + 2;
    if (length === 0) {
      return { text, length: at };
    }
  }
}
