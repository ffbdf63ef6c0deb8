import type { IncomingMessage } from "node:http";
import type { HttpRequest } from "./HttpRequest";

/** Far above any body that the emulated services take. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** The request could not be turned into one that a service can look at. */
export class UnreadableRequestError extends Error {
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
    if (!Buffer.isBuffer(chunk)) continue; // cannot happen: no encoding is set
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new UnreadableRequestError(413, `The body is over ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
