import type { HttpRequest } from "@azure/functions";

const USABLE = /^[\x21-\x7e]{1,128}$/;

/** The caller's `x-request-id` if it can stand in a header and a log line as it is, else a new one. */
export function requestId(request: HttpRequest, newId: () => string): string {
  const given = request.headers.get("x-request-id") ?? "";
  return USABLE.test(given) ? given : newId();
}
