import { concerns } from "../../kit/injection";
import { FaultInForce } from "../../testbed/faults/FaultInForce";
import type { HttpRequest } from "../http/HttpRequest";
import type { ServiceName } from "../Service";
import type { Fault } from "./Fault";

/** The faults in force: at most one per service. */
export class Faults {
  readonly #faults = new Map<ServiceName, FaultInForce<Fault>>();

  /** Takes the place of the fault that the service had. */
  set(service: ServiceName, fault: Fault): void {
    this.#faults.set(service, new FaultInForce({ ...fault }));
  }

  clear(service: ServiceName): void {
    this.#faults.delete(service);
  }

  /** Copies, with the `times` that are left. */
  inForce(): Partial<Record<ServiceName, Fault>> {
    const left = [...this.#faults].map(([service, { fault, met }]): [ServiceName, Fault] => [
      service,
      fault.times === undefined ? fault : { ...fault, times: fault.times - met },
    ]);
    return structuredClone(Object.fromEntries(left));
  }

  /** The fault that this request meets; counts as one of its times. */
  take(service: ServiceName, request: HttpRequest): Fault | undefined {
    const inForce = this.#faults.get(service);
    if (!inForce || !concerns(inForce.fault, request)) return undefined;
    inForce.meet();
    if (inForce.isSpent) this.clear(service);
    return inForce.fault;
  }
}
