import type { Clock } from "./clock";
import { ApiError } from "./errors";

const MINUTE_MS = 60_000;

/** Above this many users, those whose allowance is whole again are forgotten. */
const MANY_USERS = 10_000;

/**
 * How many tokens one user may have minted a minute, so that one user cannot use up what ACS grants the whole resource.
 * An allowance that fills up evenly; counted in this instance only.
 */
export class MintLimit {
  readonly #perMinute: number;
  readonly #clock: Clock;
  /** Per user, when the allowance will be whole again: one number tells how much of it is left. */
  readonly #wholeAt = new Map<string, number>();

  constructor(perMinute: number, clock: Clock) {
    this.#perMinute = perMinute;
    this.#clock = clock;
  }

  /** Takes one token of the user's allowance. @throws ApiError TooManyRequests when there is none left */
  take(userKey: string): void {
    const now = this.#clock.monotonic();
    const oneToken = MINUTE_MS / this.#perMinute;
    const wholeAt = Math.max(now, this.#wholeAt.get(userKey) ?? now) + oneToken;
    const waitMs = wholeAt - now - MINUTE_MS;
    if (waitMs > 0) {
      const retryAfterSeconds = Math.ceil(waitMs / 1000);
      throw new ApiError("TooManyRequests", `You have had too many tokens; try again in ${retryAfterSeconds} s.`, {
        retryAfterSeconds,
      });
    }
    this.#forgetTheIdle(now);
    this.#wholeAt.set(userKey, wholeAt);
  }

  #forgetTheIdle(now: number): void {
    if (this.#wholeAt.size >= MANY_USERS) {
      for (const [userKey, wholeAt] of this.#wholeAt) {
        if (wholeAt <= now) {
          this.#wholeAt.delete(userKey);
        }
      }
    }
  }
}
