import type { ClientRequest, IncomingMessage } from "node:http";

/** Sends the request with this body. Resolves when the head of the response is there; the body is yet to be read. */
export async function responseTo(request: ClientRequest, body?: string | Uint8Array): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => {
    request.once("response", resolve).once("error", reject);
    request.end(body);
  });
}
