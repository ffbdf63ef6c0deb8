import type { Scenario } from "./Scenario";

/** Requests a second that one instance takes: as many as it can, and as many as it is given. */
export function instanceRate({ requestsPerInstance, concurrency, callSeconds }: Scenario): number {
  return Math.min(requestsPerInstance, concurrency / callSeconds);
}

export function instancesFor(requestsPerSecond: number, scenario: Scenario): number {
  return requestsPerSecond === 0 ? 0 : Math.ceil(requestsPerSecond / instanceRate(scenario));
}
