import type { ServerResponse } from "node:http";
import type { Reply } from "./Reply";

/** Sends a reply. As under Kestrel, a body goes out chunked unless its length is given, and no body as length 0. */
export function sendReply(response: ServerResponse, { status, headers, body }: Reply): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, value);
  }
  if (body.length > 0) {
    response.write(body);
  }
  response.end();
}
