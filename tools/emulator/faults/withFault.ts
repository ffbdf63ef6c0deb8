import { STATUS_CODES } from "node:http";

import type { Clock } from "../../../shared/clock";
import type { HttpHandler } from "../http/HttpHandler";
import type { HttpResponse } from "../http/HttpResponse";
import { jsonResponse } from "../http/jsonResponse";
import type { Fault } from "./Fault";

/** `handle`, misbehaving as `fault` says. `stopped` ends a wait at once, which closes the connection. */
export function withFault(fault: Fault, handle: HttpHandler, clock: Clock, stopped: AbortSignal): HttpHandler {
  return async (request) => {
    if (fault.delayMs !== undefined && !(await waited(clock.sleep(fault.delayMs, stopped)))) return undefined;
    if (fault.drop === "before") return undefined;
    if (fault.status !== undefined) return refusal(fault.status, fault.retryAfter);
    const response = await handle(request);
    return fault.drop === "after" ? undefined : response;
  };
}

async function waited(sleep: Promise<void>): Promise<boolean> {
  return sleep.then(
    () => true,
    () => false,
  );
}

/** The error envelope that all Azure services share. */
function refusal(status: number, retryAfter: number | string | undefined): HttpResponse {
  const code = (STATUS_CODES[status] ?? "Unknown").replace(/\W/g, "");
  const error = { code, message: "A fault that was asked for." };
  return jsonResponse(status, { error }, retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) });
}
