import type { Clock } from "../clock";
import { Bulkhead, BULKHEAD_LIMITS } from "../resilience/Bulkhead";
import { SlidingWindowQuota } from "../resilience/SlidingWindowQuota";
import { ThrottlingBreaker } from "../resilience/ThrottlingBreaker";
import type { AcsAction } from "./AcsClient";

/**
 * On whose behalf ACS is called: of the users who sign in, or of the holders of a function key. However much the users
 * ask for, the backends that hold keys can do their work, such as revoking tokens after an incident.
 */
export type Party = "users" | "keyHolders";

/**
 * How many calls of each operation ACS grants one resource in 30 seconds, unless its support has raised them.
 * Source: https://learn.microsoft.com/azure/communication-services/concepts/service-limits, Identity.
 */
export const ACS_GRANTS = {
  createIdentity: 1000,
  issueToken: 1000,
  revokeTokens: 500,
  deleteIdentity: 500,
  exchangeTeamsToken: 500,
} as const satisfies Partial<Record<AcsAction, number>>;

/** Of which ACS publishes what it grants. */
type Granted = keyof typeof ACS_GRANTS;

export const GRANT_WINDOW_MS = 30_000;

/** How much of it all users together may spend. */
export const USERS_SHARE = 0.8;

/** What the calls of one party have to pass, beside the circuit breakers: bounds in number, and in each 30 seconds. */
export interface Lane {
  bulkhead: Bulkhead;
  quotas?: Readonly<Partial<Record<AcsAction, SlidingWindowQuota>>>;
}

/** `limitFactor`: how many times its published limits ACS grants the resource. */
export function createLanes(limitFactor: number, clock: Clock): Record<Party, Lane> {
  const quota = (action: Granted) =>
    new SlidingWindowQuota(ACS_GRANTS[action] * limitFactor * USERS_SHARE, GRANT_WINDOW_MS, clock);
  return {
    users: { bulkhead: new Bulkhead(BULKHEAD_LIMITS, clock), quotas: forEachGranted(quota) },
    keyHolders: { bulkhead: new Bulkhead(BULKHEAD_LIMITS, clock) },
  };
}

/** ACS counts, and throttles, each operation by itself; what it answers to one party is not held against the other. */
export function createBreakers(clock: Clock): Record<Party, Record<AcsAction, ThrottlingBreaker>> {
  const breaker = () => new ThrottlingBreaker(clock);
  return { users: forEachAction(breaker), keyHolders: forEachAction(breaker) };
}

function forEachAction<T>(make: (action: AcsAction) => T): Record<AcsAction, T> {
  return {
    ...forEachGranted(make),
    putTeamsAccess: make("putTeamsAccess"),
    getTeamsAccess: make("getTeamsAccess"),
    deleteTeamsAccess: make("deleteTeamsAccess"),
  };
}

function forEachGranted<T>(make: (action: Granted) => T): Record<Granted, T> {
  return {
    createIdentity: make("createIdentity"),
    issueToken: make("issueToken"),
    revokeTokens: make("revokeTokens"),
    deleteIdentity: make("deleteIdentity"),
    exchangeTeamsToken: make("exchangeTeamsToken"),
  };
}
