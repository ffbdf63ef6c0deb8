import type { HttpRequest } from "../../http/HttpRequest";

/**
 * What a client with an access key may have signed: see {@link stringToSign}, and the same with the host's name alone.
 * The SDK for Java signs `URL.getHost()`, which has no port, while its HTTP clients send `Host: localhost:7780`. The
 * service, on port 443 only, never sees the difference.
 */
export function stringsToSign(
  request: Pick<HttpRequest, "method" | "rawTarget" | "headers">,
  signedHeaders: readonly string[],
): string[] {
  const { host = "" } = request.headers;
  const hosts = new Set([host, host.replace(/:\d+$/, "")]);
  return [...hosts].map((each) =>
    stringToSign({ ...request, headers: { ...request.headers, host: each } }, signedHeaders),
  );
}

/** What a client with an access key signs (documentation): method, path and query as sent, and the signed headers. */
export function stringToSign(
  { method, rawTarget, headers }: Pick<HttpRequest, "method" | "rawTarget" | "headers">,
  signedHeaders: readonly string[],
): string {
  return `${method}\n${rawTarget}\n${signedHeaders.map((name) => headers[name] ?? "").join(";")}`;
}
