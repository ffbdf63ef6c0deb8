import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";
import type { Clock } from "../../../shared/clock";
import { type HttpHandler, type HttpRequest, type HttpResponse, refusal } from "./http";

/**
 * The one place where Node's requests and replies meet ours. A bug in `handle` is logged and answered with 500, a reply
 * that cannot be written is logged and not sent.
 */
export function requestListener(handle: HttpHandler, clock: Clock, log: (line: string) => void): RequestListener {
  return (message, to) => {
    const drop = (): void => void to.destroy();
    const send = (response: HttpResponse | undefined): void => {
      if (response) {
        sendResponse(to, response, clock.now());
      } else {
        drop();
      }
    };
    const failed = (error: unknown): void => {
      log(`Bug in the emulator, in its reply: ${describe(error)}`);
      drop();
    };
    answer(message, guarded(handle, log))
      .then(send, drop) // rejects only when the client went away while sending its body
      .catch(failed);
  };
}

async function answer(message: IncomingMessage, handle: HttpHandler): Promise<HttpResponse | undefined> {
  let request: HttpRequest;
  try {
    request = await readRequest(message);
  } catch (error) {
    if (error instanceof UnreadableRequestError) {
      return refusal(error.status, "BadRequest", error.message);
    }
    throw error;
  }
  return handle(request);
}

function guarded(handle: HttpHandler, log: (line: string) => void): HttpHandler {
  return async (request) => {
    try {
      return await handle(request);
    } catch (error) {
      log(`Bug in the emulator, at ${request.method} ${request.path}: ${describe(error)}`);
      return refusal(500, "InternalServerError", "This is a bug in the emulator; see its log.");
    }
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Far above any body that the emulated services take. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** The request could not be turned into one that a service can look at. */
class UnreadableRequestError extends Error {
  override readonly name = "UnreadableRequestError";

  constructor(
    readonly status: 400 | 413,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads one request whole.
 * @throws UnreadableRequestError when the body is over {@link MAX_BODY_BYTES} or the path's percent-encoding is broken.
 */
export async function readRequest(message: IncomingMessage): Promise<HttpRequest> {
  const rawTarget = message.url ?? "/";
  const [rawPath = "", ...query] = rawTarget.split("?");
  const segments = decodeSegments(rawPath);
  return {
    scheme: message.socket instanceof TLSSocket ? "https" : "http",
    method: message.method ?? "GET",
    rawTarget,
    segments,
    path: `/${segments.join("/")}`,
    query: new URLSearchParams(query.join("?")),
    headers: joinHeaders(message),
    body: await readBody(message),
  };
}

function decodeSegments(rawPath: string): string[] {
  try {
    return rawPath.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    throw new UnreadableRequestError(400, "The path is not correctly percent-encoded.");
  }
}

function joinHeaders(message: IncomingMessage): Partial<Record<string, string>> {
  const headers = Object.entries(message.headers);
  return Object.fromEntries(headers.map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]));
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) {
      continue; // cannot happen: no encoding is set
    }
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new UnreadableRequestError(413, `The body is over ${MAX_BODY_BYTES} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Writes the whole reply, dated by the emulator's clock rather than by Node's. */
function sendResponse(to: ServerResponse, response: HttpResponse, now: number): void {
  to.sendDate = false;
  to.writeHead(response.status, {
    Date: new Date(now).toUTCString(),
    ...lengthOf(response),
    ...response.headers,
  });
  to.end(response.body || undefined);
}

/** Nothing for a reply that is chunked, or that can have no body. */
function lengthOf({ status, headers, body }: HttpResponse): Record<string, string> {
  const hasLength = status !== 204 && !("Transfer-Encoding" in headers);
  return hasLength ? { "Content-Length": String(Buffer.byteLength(body)) } : {};
}
