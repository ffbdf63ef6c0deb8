import { createHash, createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { type Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import { responseTo } from "../../../tools/kit/responseTo";

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as JSON. */
  json(): unknown;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** One request, on a connection of its own unless `agent` keeps some, trusting nobody but the CA in `caFile`. */
export async function send(
  caFile: string,
  url: string,
  { method = "GET", headers = {}, body = "" }: Sent = {},
  agent: Agent | false = false,
): Promise<Reply> {
  const ca = await readFile(caFile, "utf8");
  const outgoing = request(url, {
    method,
    headers: { "Content-Length": Buffer.byteLength(body), ...headers },
    ca,
    servername: new URL(url).hostname,
    agent,
  });
  const incoming = await responseTo(outgoing, body);
  const received = await text(incoming);
  const json = (): unknown => JSON.parse(received);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: received, json };
}

export interface ToSign {
  readonly method: string;
  readonly url: string;
  readonly body?: string;
  readonly date: string;
}

/** The headers of a client with an access key, written out from the documentation: nothing of the emulator's in it. */
export function signedHeaders(
  connectionString: string,
  { method, url, body = "", date }: ToSign,
): Record<string, string> {
  const key = Buffer.from(connectionString.split("accesskey=")[1] ?? "", "base64");
  const [, host = "", target = ""] = /^https:\/\/([^/]*)(\/[^]*)$/.exec(url) ?? [];
  const hash = createHash("sha256").update(body).digest("base64");
  const text = `${method}\n${target}\n${date};${host};${hash}`;
  const signature = createHmac("sha256", key).update(text).digest("base64");
  return {
    host,
    "x-ms-date": date,
    "x-ms-content-sha256": hash,
    authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`,
  };
}
