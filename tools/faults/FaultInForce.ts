import type { Fault, RequestFault } from "./Fault";

/** A fault and how often it was met. */
export class FaultInForce<F extends Fault = Fault> {
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
    return "times" in this.fault && this.fault.times !== undefined && this.#met >= this.fault.times;
  }

  meet(): void {
    this.#met++;
  }
}

export function isAboutRequests(inForce: FaultInForce): inForce is FaultInForce<RequestFault> {
  return inForce.fault.kind !== "refused" && inForce.fault.kind !== "expiredCertificate";
}
