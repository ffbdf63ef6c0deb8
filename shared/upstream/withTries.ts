import type { Clock } from "../clock";
import type { Deadline } from "../deadline";
import { TimeLimitError, withTimeLimit } from "../withTimeLimit";
import { UpstreamFailure } from "./UpstreamFailure";

export const MAX_TRIES = 3;

/** A call that may be repeated is given up after this long, so that there is time left to repeat it. */
export const TRY_LIMIT_MS = 3_000;

/** The wait before the second try, before jitter; it doubles with each further one. */
export const FIRST_WAIT_MS = 200;

/** With less time than this left, a try has no chance. */
export const SHORTEST_TRY_MS = 250;

export interface TriesOptions {
  /** Whether doing it twice is the same as doing it once. */
  idempotent: boolean;
  deadline: Deadline;
  clock: Clock;
  /** A number from 0 up to 1, for the jitter. */
  random: () => number;
}

/**
 * Calls a service until it succeeds, for as long as the deadline allows and the failure leaves hope. A `Retry-After`
 * that does not fit the deadline ends it at once, so that the caller can be told to wait instead.
 * @throws UpstreamFailure the last one
 */
export async function withTries<T>(
  call: (signal: AbortSignal) => Promise<T>,
  { idempotent, deadline, clock, random }: TriesOptions,
): Promise<T> {
  let lastFailure = noTimeToCall();
  for (let tries = 1; deadline.remaining() >= SHORTEST_TRY_MS; tries++) {
    try {
      const limit = idempotent ? Math.min(TRY_LIMIT_MS, deadline.remaining()) : deadline.remaining();
      return await withTimeLimit(limit, clock, call);
    } catch (error) {
      lastFailure = failureOf(error);
      const wait = waitFor(lastFailure, tries, random);
      const isLast = tries === MAX_TRIES || !mayTryAgain(lastFailure, idempotent);
      if (isLast || wait + SHORTEST_TRY_MS > deadline.remaining()) {
        break;
      }
      await clock.sleep(wait);
    }
  }
  throw lastFailure;
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
