import type { IncomingMessage } from "node:http";
import { parseQuery, parseTarget, type Query, type RequestTarget } from "../routing/requestTarget";

/** A request, taken apart once at the edge. */
export interface HttpCall extends Pick<RequestTarget, "rawPath" | "path"> {
  readonly method: string;
  readonly query: Query;
  /** As received, with its `?`. */
  readonly rawQuery: string;
  /** By lower-case name, with the values of repeated headers in order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** @throws BodyTooLargeError */
  readBody(): Promise<Uint8Array>;
}

/** Takes a request apart; undefined when its target or its host is one that the real host answers with 400. */
export function readCall(request: IncomingMessage, bodyLimit: number): HttpCall | undefined {
  const target = parseTarget(request.url ?? "");
  if (!target || !isValidHost(request.headersDistinct["host"] ?? [])) {
    return undefined;
  }
  const headers = Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values] as const);
  return {
    rawPath: target.rawPath,
    path: target.path,
    rawQuery: target.query,
    query: parseQuery(target.query),
    method: request.method ?? "",
    headers: new Map(headers),
    readBody: () => readBody(request, bodyLimit),
  };
}

/** A name, or an IPv6 address in brackets, and a port that may be left out. */
const HOST = /^(?:[\w!$&'()\-.~]+|\[[0-9a-f:.]{3,}\])(?::\d+)?$/i;

/** Whether Kestrel takes a request with these Host headers: at most one, empty or valid (its HttpUtilities.cs). */
export function isValidHost(hosts: readonly string[]): boolean {
  const [host = "", ...others] = hosts;
  return others.length === 0 && (host === "" || HOST.test(host));
}

/** The body is larger than the host allows. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/**
 * Reads a body as far as the real host passes it to a function: only with a Content-Length above 0, so a chunked body
 * arrives empty (GrpcMessageConversionExtensions.ToRpcHttp; Azure/azure-functions-host#4926).
 * @throws BodyTooLargeError when it has more than `limit` bytes.
 */
async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
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
