import type { Clock } from "../clock";
import { ApiError } from "../errors";
import { tryAgainIn } from "./replyHeaders";

const MINUTE_MS = 60_000;

/** More users than one instance serves in a minute; beyond that, the one who has been away longest is forgotten. */
const MAX_USERS = 100_000;

/** Forgotten with each call, at most: more than one comes with it, so the memory shrinks while few users call. */
const FORGOTTEN_AT_ONCE = 2;

interface RateLimitOptions {
  perMinute: number;
  /** The sentence that a refused user is told, without its end. */
  refusal: string;
  clock: Clock;
  /** Per user, the one who called last at the end: when the allowance will be whole again. */
  wholeAt?: Map<string, number>;
}

/**
 * How often one user may do something a minute, so that one user cannot use up what ACS grants the whole resource. An
 * allowance that fills up evenly (a token bucket); counted in this instance only. A call costs the same however many
 * users there are.
 */
export class RateLimit {
  readonly #perMinute: number;
  readonly #refusal: string;
  readonly #clock: Clock;
  /** One number tells how much of the allowance is left. */
  readonly #wholeAt: Map<string, number>;

  constructor({ perMinute, refusal, clock, wholeAt = new Map() }: RateLimitOptions) {
    this.#perMinute = perMinute;
    this.#refusal = refusal;
    this.#clock = clock;
    this.#wholeAt = wholeAt;
  }

  /**
   * Takes one of the user's allowance, also one that is due within `longestWaitMs` milliseconds.
   * @returns the milliseconds after which it may be used
   * @throws ApiError TooManyRequests, with the time after which there is one to take
   */
  take(userKey: string, longestWaitMs = 0): number {
    const now = this.#clock.monotonic();
    const wholeAt = Math.max(now, this.#wholeAt.get(userKey) ?? now) + MINUTE_MS / this.#perMinute;
    const waitMs = Math.max(0, wholeAt - now - MINUTE_MS);
    if (waitMs > longestWaitMs) {
      const retryAfterSeconds = Math.ceil((waitMs - longestWaitMs) / 1000);
      throw new ApiError("TooManyRequests", `${this.#refusal}; ${tryAgainIn(retryAfterSeconds)}.`, {
        retryAfterSeconds,
      });
    }
    this.#wholeAt.delete(userKey);
    this.#wholeAt.set(userKey, wholeAt);
    this.#forgetTheIdle(now);
    return waitMs;
  }

  /** The users who called longest ago come first, and their allowances are whole within a minute or so. */
  #forgetTheIdle(now: number): void {
    let looked = 0;
    for (const [userKey, wholeAt] of this.#wholeAt) {
      const isKept = wholeAt > now && this.#wholeAt.size <= MAX_USERS;
      if (isKept || looked++ === FORGOTTEN_AT_ONCE) {
        return;
      }
      this.#wholeAt.delete(userKey);
    }
  }
}
