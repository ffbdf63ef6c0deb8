import type { HttpRequest } from "../http/HttpRequest";

/**
 * The headers of every reply (recorded). Left out: Strict-Transport-Security, which browsers would keep for all of
 * localhost, and X-Azure-Ref, which leads Microsoft's support to a request and has nothing to lead to here.
 */
export function responseHeaders(
  request: HttpRequest,
  randomBytes: (size: number) => Buffer,
  { now, processingMs }: { now: number; processingMs: number },
): Record<string, string> {
  const clientRequestId = request.headers["x-ms-client-request-id"];
  return {
    // By the clock that the ends of tokens are told by.
    Date: new Date(now).toUTCString(),
    "MS-CV": `${randomBytes(16).toString("base64").replace("==", "")}.0`,
    "Request-Context": "appId=",
    ...(clientRequestId ? { "x-ms-client-request-id": clientRequestId } : {}),
    "X-Processing-Time": `${processingMs}ms`,
    "X-Cache": "CONFIG_NOCACHE",
  };
}
