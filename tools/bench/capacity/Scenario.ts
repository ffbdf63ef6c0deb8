/**
 * When an app asks for its next token.
 * - `expiry`: 10 minutes before the present one ends, as the ACS web SDK does.
 * - `refreshOn`: when the reply said, at a moment that the service drew at random.
 * - `start`: at every start of the app, which forgets its token when it closes; in between as `expiry`.
 */
export const REFRESH_RULES = ["expiry", "refreshOn", "start"] as const;

export type RefreshRule = (typeof REFRESH_RULES)[number];

/** One deployment: one ACS resource, and the users whose identities are of it. */
export interface Scenario {
  readonly users: number;
  /** Of the users, 0 to 1: those who have no identity yet on the first day. */
  readonly newUsers: number;
  readonly lifetimeMinutes: number;
  readonly refresh: RefreshRule;
  /** How often a user starts the app a day; counts for `start` only. */
  readonly startsPerDay: number;
  /** Standard deviation of the log-ins around the peak: two thirds of them come this near to it. */
  readonly spreadMinutes: number;
  /** How long the app stays open from the log-in on, 24 for one that never closes. */
  readonly openHours: number;
  /** Simulated. From the second on, the log-ins meet what the day before has left. */
  readonly days: number;
  /** Tokens that ACS issues in one window, see `limits.ts`; the same for identities. */
  readonly acsLimit: number;
  /** What one instance was measured to serve a second. */
  readonly requestsPerInstance: number;
  /** How many requests one instance is given at once. */
  readonly concurrency: number;
  /** How long one request takes, ACS included. */
  readonly callSeconds: number;
  readonly seed: number;
}
