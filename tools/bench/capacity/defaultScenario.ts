import { LIMITS } from "./limits";
import type { Scenario } from "./Scenario";

export const DEFAULT_SCENARIO: Scenario = {
  users: 100_000,
  newUsers: 0.01,
  lifetimeMinutes: 1440,
  refresh: "expiry",
  startsPerDay: 3,
  spreadMinutes: 15,
  openHours: 9,
  days: 5,
  acsLimit: LIMITS.acsIssue,
  requestsPerInstance: 100,
  concurrency: LIMITS.flexConcurrency,
  callSeconds: 0.25,
  seed: 1,
};
