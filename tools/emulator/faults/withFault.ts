import { STATUS_CODES } from "node:http";
import type { Clock } from "../../../shared/clock";
import type { HttpHandler } from "../http/HttpHandler";
import type { HttpResponse } from "../http/HttpResponse";
import { jsonResponse } from "../http/jsonResponse";
import type { Fault } from "./Fault";
import { foreignReply } from "./foreignReply";

/** `handle`, misbehaving as `fault` says. `stopped` ends a wait at once, which closes the connection. */
export function withFault(fault: Fault, handle: HttpHandler, clock: Clock, stopped: AbortSignal): HttpHandler {
  return async (request) => {
    if (fault.delayMs !== undefined && !(await waited(clock.sleep(fault.delayMs, stopped)))) return undefined;
    if (fault.drop === "before") return undefined;
    if (fault.status !== undefined) return refusal({ ...fault, status: fault.status });
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

function refusal({ status, retryAfter, foreign }: Fault & { status: number }): HttpResponse {
  const wait = retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) };
  if (foreign) {
    const { headers, body } = foreignReply(foreign, status);
    return { status, headers: { ...headers, ...wait }, body };
  }
  const code = (STATUS_CODES[status] ?? "Unknown").replace(/\W/g, "");
  const error = { code, message: "A fault that was set on the emulator." };
  return jsonResponse(status, { error }, wait);
}
