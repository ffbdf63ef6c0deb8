import type { ServerResponse } from "node:http";
import type { HttpResponse } from "./HttpResponse";

/** Writes the whole reply, dated by the emulator's clock rather than by Node's. */
export function sendResponse(to: ServerResponse, response: HttpResponse, now: number): void {
  to.sendDate = false;
  to.writeHead(response.status, {
    Date: new Date(now).toUTCString(),
    ...lengthOf(response),
    ...response.headers,
  });
  to.end(response.body || undefined);
}

/** Nothing for a reply that is chunked, or that can have no body. */
function lengthOf({ status, headers, body }: HttpResponse): Record<string, string> {
  const hasLength = status !== 204 && !("Transfer-Encoding" in headers);
  return hasLength ? { "Content-Length": String(Buffer.byteLength(body)) } : {};
}
