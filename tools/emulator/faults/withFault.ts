import type { Clock } from "../../../shared/clock";
import { failureReply } from "../../kit/injection";
import type { HttpHandler } from "../http/HttpHandler";
import type { Fault } from "./Fault";

/** `handle`, misbehaving as `fault` says. `stopped` ends a wait at once, which closes the connection. */
export function withFault(fault: Fault, handle: HttpHandler, clock: Clock, stopped: AbortSignal): HttpHandler {
  return async (request) => {
    if (fault.delayMs !== undefined && !(await waited(clock.sleep(fault.delayMs, stopped)))) return undefined;
    if (fault.drop === "before") return undefined;
    if (fault.status !== undefined) {
      return failureReply({ ...fault, status: fault.status }, "A fault that was set on the emulator.");
    }
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
