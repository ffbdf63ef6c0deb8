import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { failureReply } from "../../kit/injection";
import type { FailureStatus, RequestFault } from "./Fault";

/** A reply with its body at hand. */
export interface WholeReply {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One request, and what can be done with it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Lets the service act on it. */
  readonly passOn: () => Promise<WholeReply>;
  /** Ends the connection by a TCP reset. */
  readonly reset: () => void;
}

/** Answers as the fault has it; without one, as the service does. */
export async function misbehave(fault: RequestFault | undefined, exchange: Exchange): Promise<void> {
  const { request, response, passOn, reset } = exchange;
  switch (fault?.kind) {
    case undefined:
      sendWhole(response, await passOn());
      break;
    case "reset":
      await passOn();
      reset();
      break;
    case "silent":
      await passOn();
      break;
    case "drip":
      drip(request.socket, await passOn());
      break;
    case "truncated":
      truncate(response, await passOn());
      break;
    case "malformedJson":
      breakJson(response, await passOn());
      break;
    case "htmlPage":
      sendPage(response);
      break;
    case "redirect":
      redirect(request, response);
      break;
    case "oversized":
      sendOversized(response, await passOn(), "plain");
      break;
    case "oversizedGzip":
      sendOversized(response, await passOn(), "gzip");
      break;
    case "expiresOn":
      sendWhole(response, withExpiry(await passOn(), fault.value));
      break;
    case "status":
      if (fault.acts) {
        await passOn();
      }
      refuse(response, fault);
      break;
  }
}

/** Between two bytes of a reply that comes too slowly. */
const DRIP_MS = 1_000;

/** Far beyond any reply of the services. */
export const OVERSIZED_BYTES = 2 ** 20;

const PAGE = "<!doctype html><title>Sign in</title><p>Please sign in to use this network.</p>";

function sendWhole(response: ServerResponse, { status, headers, body }: WholeReply): void {
  response.writeHead(status, { ...headers }).end(body);
}

/** Writes past Node's server, which would send the head in one go. Ends with the connection. */
function drip(socket: Socket, { status, headers, body }: WholeReply): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n`;
  const bytes = Buffer.concat([Buffer.from(head), body]).values();
  const sendNext = () => {
    const { value, done } = bytes.next();
    if (done) {
      clearInterval(timer);
    } else {
      socket.write(Buffer.of(value));
    }
  };
  const timer = setInterval(sendNext, DRIP_MS);
  socket.once("close", () => {
    clearInterval(timer);
  });
  sendNext();
}

/** A reply that has no body promises one, and breaks off just the same. */
function truncate(response: ServerResponse, { status, headers, body }: WholeReply): void {
  const length = body.length || 100;
  response.writeHead(body.length > 0 ? status : 200, { ...headers, "content-length": length });
  response.write(body.subarray(0, body.length / 2), () => response.socket?.end());
}

/** All of the body but its end, as the text of a 200. */
function breakJson(response: ServerResponse, { body }: WholeReply): void {
  const text = body.length > 0 ? body.subarray(0, -1) : Buffer.from("{");
  response.writeHead(200, { "Content-Type": "application/json" }).end(text);
}

function sendPage(response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(PAGE);
}

function redirect({ url = "/" }: IncomingMessage, response: ServerResponse): void {
  response.writeHead(307, { Location: url }).end();
}

/** White space behind the JSON, so that it would be right if anybody read it all. */
function sendOversized(response: ServerResponse, { status, headers, body }: WholeReply, how: "plain" | "gzip"): void {
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
function withExpiry(reply: WholeReply, value: string | number | null): WholeReply {
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

function refuse(response: ServerResponse, failure: FailureStatus): void {
  const { status, headers, body } = failureReply(failure, "A fault that was asked for.");
  response.writeHead(status, headers).end(body);
}
