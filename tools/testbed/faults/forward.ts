import type { IncomingMessage } from "node:http";
import { type Agent, request as httpsRequest } from "node:https";
import { buffer } from "node:stream/consumers";
import { responseTo } from "../../kit/responseTo";
import type { WholeReply } from "./misbehave";

/** Headers about one connection, which say nothing about the next one. */
const OF_THE_CONNECTION = new Set(["connection", "keep-alive", "transfer-encoding"]);

/**
 * Passes a request on to `target` (`https://HOST:PORT`, which `agent` trusts) and takes the whole reply. The Host header
 * stays the client's, as it may be signed.
 */
export async function forward(request: IncomingMessage, target: string, agent: Agent): Promise<WholeReply> {
  const body = await buffer(request);
  const sent = httpsRequest(`${target}${request.url ?? ""}`, {
    method: request.method,
    headers: { ...endToEnd(request), ...(body.length > 0 && { "content-length": String(body.length) }) },
    agent,
    // Node would take the Host header's name.
    servername: "localhost",
  });
  const reply = await responseTo(sent, body);
  return { status: reply.statusCode ?? 0, headers: endToEnd(reply), body: await buffer(reply) };
}

function endToEnd({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
