import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { failureReply } from "../../kit/injection";
import type { FailureStatus } from "./Fault";
import type { WholeReply } from "./WholeReply";

/** Between two bytes of a reply that comes too slowly. */
export const DRIP_MS = 1_000;

/** Far beyond any reply of the services. */
export const OVERSIZED_BYTES = 2 ** 20;

const PAGE = "<!doctype html><title>Sign in</title><p>Please sign in to use this network.</p>";

export function sendWhole(response: ServerResponse, { status, headers, body }: WholeReply): void {
  response.writeHead(status, { ...headers }).end(body);
}

/** Writes past Node's server, which would send the head in one go. Ends with the connection. */
export function drip(socket: Socket, { status, headers, body }: WholeReply): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n`;
  const bytes = Buffer.concat([Buffer.from(head), body]).values();
  const sendNext = () => {
    const { value, done } = bytes.next();
    if (done) clearInterval(timer);
    else socket.write(Buffer.of(value));
  };
  const timer = setInterval(sendNext, DRIP_MS);
  socket.once("close", () => {
    clearInterval(timer);
  });
  sendNext();
}

/** A reply that has no body promises one, and breaks off just the same. */
export function truncate(response: ServerResponse, { status, headers, body }: WholeReply): void {
  const length = body.length || 100;
  response.writeHead(body.length > 0 ? status : 200, { ...headers, "content-length": length });
  response.write(body.subarray(0, body.length / 2), () => response.socket?.end());
}

/** All of the body but its end, as the text of a 200. */
export function breakJson(response: ServerResponse, { body }: WholeReply): void {
  const text = body.length > 0 ? body.subarray(0, -1) : Buffer.from("{");
  response.writeHead(200, { "Content-Type": "application/json" }).end(text);
}

export function sendPage(response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(PAGE);
}

export function redirect({ url = "/" }: IncomingMessage, response: ServerResponse): void {
  response.writeHead(307, { Location: url }).end();
}

/** White space behind the JSON, so that it would be right if anybody read it all. */
export function sendOversized(
  response: ServerResponse,
  { status, headers, body }: WholeReply,
  how: "plain" | "gzip",
): void {
  const json = body.length > 0 ? body : Buffer.from("{}");
  const whole = Buffer.concat([json, Buffer.alloc(OVERSIZED_BYTES, " ")]);
  const sent = how === "gzip" ? gzipSync(whole) : whole;
  response
    .writeHead(status === 204 ? 200 : status, {
      ...headers,
      "content-type": "application/json",
      "content-length": sent.length,
      ...(how === "gzip" && { "content-encoding": "gzip" }),
    })
    .end(sent);
}

/** The reply with other text, or a number, where it says when a token ends. */
export function withExpiry(reply: WholeReply, value: string | number | null): WholeReply {
  const body = Buffer.from(
    reply.body.toString().replace(/"expiresOn":"[^"]*"/, () => `"expiresOn":${JSON.stringify(value)}`),
  );
  const { "content-length": length, ...headers } = reply.headers;
  return {
    ...reply,
    headers: { ...headers, ...(length !== undefined && { "content-length": String(body.length) }) },
    body,
  };
}

export function refuse(response: ServerResponse, failure: FailureStatus): void {
  const { status, headers, body } = failureReply(failure, "A fault that was asked for.");
  response.writeHead(status, headers).end(body);
}
