import type { Clock } from "../../shared/clock";
import type { Faults } from "./faults/Faults";
import { withFault } from "./faults/withFault";
import type { HttpHandler } from "./http/HttpHandler";
import type { RequestCounts } from "./RequestCounts";
import type { Service, ServiceName } from "./Service";

/** What every service does around its own work. */
export interface Surroundings {
  readonly counts: RequestCounts;
  readonly faults: Faults;
  readonly clock: Clock;
  /** Aborted when the emulator stops. */
  readonly stopped: AbortSignal;
}

/** The service as it is served: every request is counted, and meets the fault in force. */
export function serveWithFaults(name: ServiceName, service: Service, around: Surroundings): HttpHandler {
  return async (request) => {
    around.counts.add(name, service.operation(request));
    const fault = around.faults.take(name, request);
    const handle: HttpHandler = (each) => service.handle(each);
    return (fault ? withFault(fault, handle, around.clock, around.stopped) : handle)(request);
  };
}
