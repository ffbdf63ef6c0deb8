import type { IncomingMessage } from "node:http";

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
  return length > 0 ? await bytesOf(request) : new Uint8Array();
}

/** What `buffer` of node:stream/consumers gives, without the Blob that it makes on the way, which costs more than the rest. */
async function bytesOf(request: IncomingMessage): Promise<Uint8Array> {
  return await new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    request
      .on("data", (chunk: Uint8Array) => chunks.push(chunk))
      .once("end", () => {
        resolve(Buffer.concat(chunks));
      })
      .once("error", reject);
  });
}
