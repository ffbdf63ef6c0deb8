import { readFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { type Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import { responseTo } from "../../../../../tools/kit/responseTo";

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
