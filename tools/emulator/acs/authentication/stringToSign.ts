import type { HttpRequest } from "../../http/HttpRequest";

/** What a client with an access key signs (documentation): method, path and query as sent, and the signed headers. */
export function stringToSign(
  { method, rawTarget, headers }: Pick<HttpRequest, "method" | "rawTarget" | "headers">,
  signedHeaders: readonly string[],
): string {
  return `${method}\n${rawTarget}\n${signedHeaders.map((name) => headers[name] ?? "").join(";")}`;
}
