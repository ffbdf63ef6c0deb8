import type { ServerResponse } from "node:http";

import type { HttpResponse } from "./HttpResponse";

/** Writes the whole reply, dated by the emulator's clock rather than by Node's. */
export function sendResponse(to: ServerResponse, response: HttpResponse, now: number): void {
  to.sendDate = false;
  to.writeHead(response.status, { Date: new Date(now).toUTCString(), ...response.headers });
  to.end(response.body || undefined);
}
