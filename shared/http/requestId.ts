import type { HttpRequest } from "@azure/functions";

/** What can stand in a header and in a log line as it is. */
export const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** The caller's `x-request-id` if it can stand in a header and a log line as it is, else a new one. */
export function requestId(request: HttpRequest, newId: () => string): string {
  const given = request.headers.get("x-request-id") ?? "";
  return REQUEST_ID.test(given) ? given : newId();
}
