import type { Clock } from "../clock";
import { type Deadline, keepingBack, TimeLimitError, withTimeLimit } from "../deadline";
import { Bulkhead, BULKHEAD_LIMITS } from "./Bulkhead";
import { type CallOptions, callOptions } from "./callOptions";
import type { Quota } from "./SlidingWindowQuota";
import { ThrottlingBreaker } from "./ThrottlingBreaker";
import { UpstreamFailure } from "./UpstreamFailure";

export const MAX_TRIES = 3;

/** A call that may be repeated is given up after this long, so that there is time left to repeat it. */
export const TRY_LIMIT_MS = 3_000;

/** The wait before the second try, before jitter; it doubles with each further one. */
export const FIRST_WAIT_MS = 200;

/** With less time than this left, a try has no chance. */
export const SHORTEST_TRY_MS = 250;

/** What a call to a service has to pass. */
export interface Policies {
  bulkhead: Bulkhead;
  breaker: ThrottlingBreaker;
  /** Where those who call may not spend all that the service grants. */
  quota?: Quota | undefined;
}

/** For a service of which all calls count alike. */
export function createPolicies(clock: Clock): Policies {
  return { bulkhead: new Bulkhead(BULKHEAD_LIMITS, clock), breaker: new ThrottlingBreaker(clock) };
}

/** One try. */
export type Call<T> = (options: CallOptions) => Promise<T>;

export interface RetryOptions {
  /** Whether doing it twice is the same as doing it once. */
  idempotent: boolean;
  deadline: Deadline;
  clock: Clock;
  /** A number from 0 up to 1, for the jitter. */
  random: () => number;
  /** Shared by all calls to the service. */
  policies: Policies;
}

/**
 * Calls a service until it succeeds, for as long as the deadline allows and the failure leaves hope. A `Retry-After`
 * that does not fit the deadline ends it at once, so that the caller can be told to wait instead.
 * @throws UpstreamFailure the last one; `mayHaveActed` tells of all the tries
 */
export async function retry<T>(call: Call<T>, options: RetryOptions): Promise<T> {
  const { idempotent, deadline, random } = options;
  let mayHaveActed = false;
  let lastFailure: UpstreamFailure | undefined;
  for (let tries = 1; deadline.remaining() >= SHORTEST_TRY_MS; tries++) {
    try {
      return await oneTry(call, options);
    } catch (error) {
      lastFailure = failureOf(error);
      mayHaveActed ||= lastFailure.mayHaveActed;
      const wait = waitFor(lastFailure, tries, random);
      const isLast = tries === MAX_TRIES || !mayTryAgain(lastFailure, idempotent);
      if (isLast || wait + SHORTEST_TRY_MS > deadline.remaining() || !(await pause(wait, options))) {
        break;
      }
    }
  }
  const failure = lastFailure ?? noTimeToCall();
  throw mayHaveActed ? failure.afterUncertainTries() : failure;
}

async function oneTry<T>(call: Call<T>, options: RetryOptions): Promise<T> {
  const { deadline, clock, policies } = options;
  policies.breaker.check();
  policies.quota?.check();
  const askedAt = clock.monotonic();
  let turnAt: number | undefined;
  const inTurn = () => {
    turnAt = clock.monotonic();
    return callInTurn(call, options);
  };
  try {
    return await policies.bulkhead.run(inTurn, keepingBack(SHORTEST_TRY_MS, deadline));
  } finally {
    // Also of a call that waited in vain.
    noteWait((turnAt ?? clock.monotonic()) - askedAt, deadline);
  }
}

async function callInTurn<T>(call: Call<T>, { idempotent, deadline, clock, policies }: RetryOptions): Promise<T> {
  const { breaker, quota } = policies;
  breaker.check();
  quota?.check();
  quota?.count();
  noteTry(deadline);
  const remaining = deadline.remaining();
  try {
    return await withTimeLimit(idempotent ? Math.min(TRY_LIMIT_MS, remaining) : remaining, clock, (signal) =>
      call(callOptions(signal, deadline.record)),
    );
  } catch (error) {
    const failure = failureOf(error);
    breaker.note(failure);
    throw failure;
  }
}

async function pause(milliseconds: number, { policies, deadline }: RetryOptions): Promise<boolean> {
  const isOver = await policies.bulkhead.pause(milliseconds);
  noteWait(isOver ? milliseconds : 0, deadline);
  return isOver;
}

function noteTry({ record }: Deadline): void {
  if (record) {
    record.tries++;
  }
}

function noteWait(milliseconds: number, { record }: Deadline): void {
  if (record) {
    record.waitMs += milliseconds;
  }
}

function noTimeToCall(): UpstreamFailure {
  const cause = new TimeLimitError("There was no time left to call.");
  return new UpstreamFailure("timedOut", { mayHaveActed: false, cause });
}

function failureOf(error: unknown): UpstreamFailure {
  if (error instanceof UpstreamFailure) {
    return error;
  }
  const kind = error instanceof TimeLimitError ? "timedOut" : "unavailable";
  return new UpstreamFailure(kind, { mayHaveActed: true, cause: error });
}

function mayTryAgain({ kind, mayHaveActed }: UpstreamFailure, idempotent: boolean): boolean {
  const isPassing = kind === "throttled" || kind === "unavailable" || kind === "timedOut";
  return isPassing && (idempotent || !mayHaveActed);
}

function waitFor({ retryAfterSeconds }: UpstreamFailure, tries: number, random: () => number): number {
  return retryAfterSeconds === undefined
    ? FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + random() / 2)
    : retryAfterSeconds * 1000;
}
