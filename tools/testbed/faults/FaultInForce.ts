import type { Narrowed } from "../../kit/injection";
import type { Fault, RequestFault } from "./Fault";

/** An injected fault and how often it was met. */
export class FaultInForce<F extends object = Fault> {
  readonly fault: F;
  #met = 0;

  constructor(fault: F) {
    this.fault = fault;
  }

  /** How many requests met it; connections, for an expired certificate. */
  get met(): number {
    return this.#met;
  }

  get isSpent(): boolean {
    const { times = Infinity }: Pick<Narrowed, "times"> = this.fault;
    return this.#met >= times;
  }

  meet(): void {
    this.#met++;
  }
}

export function isAboutRequests(inForce: FaultInForce): inForce is FaultInForce<RequestFault> {
  return inForce.fault.kind !== "refused" && inForce.fault.kind !== "expiredCertificate";
}
