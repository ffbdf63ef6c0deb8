import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";

/** The body is larger than the host allows. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/**
 * Reads a body as far as the real host passes it to a function: only with a Content-Length above 0, so a chunked body
 * arrives empty (GrpcMessageConversionExtensions.ToRpcHttp; Azure/azure-functions-host#4926).
 * @throws BodyTooLargeError when it has more than `limit` bytes.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  const length = Number(request.headers["content-length"] ?? 0);
  if (length > limit) {
    throw new BodyTooLargeError(`The request body has ${length} bytes, more than the ${limit} that the host allows.`);
  }
  return length > 0 ? buffer(request) : new Uint8Array();
}
