import type { IncomingMessage, RequestListener } from "node:http";
import type { Clock } from "../../../shared/clock";
import type { HttpHandler } from "./HttpHandler";
import type { HttpRequest } from "./HttpRequest";
import type { HttpResponse } from "./HttpResponse";
import { jsonResponse } from "./jsonResponse";
import { readRequest, UnreadableRequestError } from "./readRequest";
import { sendResponse } from "./sendResponse";

/**
 * The one place where Node's requests and replies meet ours. A bug in `handle` is logged and answered with 500, a reply
 * that cannot be written is logged and not sent.
 */
export function requestListener(handle: HttpHandler, clock: Clock, log: (line: string) => void): RequestListener {
  return (message, to) => {
    const drop = (): void => void to.destroy();
    const send = (response: HttpResponse | undefined): void => {
      if (response) sendResponse(to, response, clock.now());
      else drop();
    };
    const failed = (error: unknown): void => {
      log(`Bug in the emulator, in its reply: ${describe(error)}`);
      drop();
    };
    answer(message, guarded(handle, log))
      .then(send, drop) // rejects only when the client went away while sending its body
      .catch(failed);
  };
}

async function answer(message: IncomingMessage, handle: HttpHandler): Promise<HttpResponse | undefined> {
  let request: HttpRequest;
  try {
    request = await readRequest(message);
  } catch (error) {
    if (error instanceof UnreadableRequestError) return plainError(error.status, "BadRequest", error.message);
    throw error;
  }
  return handle(request);
}

function guarded(handle: HttpHandler, log: (line: string) => void): HttpHandler {
  return async (request) => {
    try {
      return await handle(request);
    } catch (error) {
      log(`Bug in the emulator, at ${request.method} ${request.path}: ${describe(error)}`);
      return plainError(500, "InternalServerError", "This is a bug in the emulator; see its log.");
    }
  };
}

function plainError(status: number, code: string, message: string): HttpResponse {
  return jsonResponse(status, { error: { code, message } });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
