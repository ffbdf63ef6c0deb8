import type { Clock } from "../../shared/clock";
import { failureReply } from "../kit/injection";
import { maskPath } from "../kit/maskPath";
import type { Fault, Faults } from "./faults";
import type { HttpHandler, HttpRequest } from "./http/http";
import type { LoggedRequest, RequestCounts, RequestLog } from "./requestLog";
import type { Service, ServiceName } from "./Service";

/** Longer than any path that a service has: so much of one is noted. */
const NOTED_PATH = 300;

/** What every service does around its own work. */
export interface Surroundings {
  readonly counts: RequestCounts;
  readonly requestLog: RequestLog;
  readonly faults: Faults;
  readonly clock: Clock;
  /** Aborted when the emulator stops. */
  readonly stopped: AbortSignal;
}

/** The service as it is served: every request is counted, meets the fault in force, and is noted when it has its reply. */
export function serveService(name: ServiceName, service: Service, around: Surroundings): HttpHandler {
  const { counts, requestLog, faults, clock, stopped } = around;
  return async (request) => {
    counts.add(name, service.operation(request));
    const started = clock.monotonic();
    const fault = faults.take(name, request);
    const handle: HttpHandler = (each) => service.handle(each);
    const response = await (fault ? withFault(fault, handle, clock, stopped) : handle)(request);
    requestLog.add({
      at: clock.now(),
      service: name,
      method: request.method,
      path: maskPath(request.segments, { withIds: true }).slice(0, NOTED_PATH),
      status: response?.status,
      ...(response?.status === 401 && request.headers["authorization"] === undefined && { challenged: true }),
      durationMs: Math.round(clock.monotonic() - started),
      ...(fault && { fault }),
      ...traceOf(request),
    });
    return response;
  };
}

/** What has another form could be anything, a secret too. */
function traceOf({ headers: { traceparent = "" } }: HttpRequest): Pick<LoggedRequest, "traceParent"> {
  return /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(traceparent) ? { traceParent: traceparent } : {};
}

/** `handle`, misbehaving as `fault` says. `stopped` ends a wait at once, which closes the connection. */
function withFault(fault: Fault, handle: HttpHandler, clock: Clock, stopped: AbortSignal): HttpHandler {
  return async (request) => {
    if (fault.delayMs !== undefined && !(await waited(clock.sleep(fault.delayMs, stopped)))) {
      return undefined;
    }
    if (fault.drop === "before") {
      return undefined;
    }
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
