import type { HttpRequest } from "../http/HttpRequest";
import type { ServiceName } from "../Service";
import type { Fault } from "./Fault";

/** The faults in force: at most one per service. */
export class Faults {
  readonly #faults = new Map<ServiceName, Fault>();

  /** Takes the place of the fault that the service had. */
  set(service: ServiceName, fault: Fault): void {
    this.#faults.set(service, { ...fault });
  }

  clear(service: ServiceName): void {
    this.#faults.delete(service);
  }

  /** Copies, with the `times` that are left. */
  inForce(): Partial<Record<ServiceName, Fault>> {
    return structuredClone(Object.fromEntries(this.#faults));
  }

  /** The fault that this request meets; counts as one of its times. */
  take(service: ServiceName, request: HttpRequest): Fault | undefined {
    const fault = this.#faults.get(service);
    if (!fault || !concerns(fault, request)) return undefined;
    if (fault.times !== undefined) this.#countDown(service, fault, fault.times - 1);
    return fault;
  }

  #countDown(service: ServiceName, fault: Fault, times: number): void {
    if (times > 0) this.#faults.set(service, { ...fault, times });
    else this.#faults.delete(service);
  }
}

function concerns({ method, path }: Fault, request: HttpRequest): boolean {
  return (method?.toUpperCase() ?? request.method) === request.method && request.path.startsWith(path ?? "/");
}
