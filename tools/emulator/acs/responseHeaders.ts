import type { HttpRequest } from "../http/HttpRequest";
import { apiVersions } from "./apiVersions";

/** What a reply's headers depend on. */
export interface ReplyFacts {
  readonly randomBytes: (size: number) => Buffer;
  readonly processingMs: number;
  /** Whether the operation ran, be it to a refusal. */
  readonly ran: boolean;
}

/**
 * The headers of every reply (recorded). Left out: Strict-Transport-Security, which browsers would keep for all of
 * localhost, and X-Azure-Ref, which leads Microsoft's support to a request and has nothing to lead to here.
 */
export function responseHeaders(request: HttpRequest, { randomBytes, processingMs, ran }: ReplyFacts) {
  const clientRequestId = request.headers["x-ms-client-request-id"];
  return {
    "MS-CV": `${randomBytes(16).toString("base64").replace(/=+$/, "")}.0`,
    "Request-Context": "appId=",
    ...(clientRequestId ? { "x-ms-client-request-id": clientRequestId } : {}),
    ...(ran ? { "api-supported-versions": apiVersions.map(({ name }) => name).join(", ") } : {}),
    "X-Processing-Time": `${processingMs}ms`,
    "X-Cache": "CONFIG_NOCACHE",
  };
}
