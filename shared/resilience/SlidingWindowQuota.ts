import type { Clock } from "../clock";
import { UpstreamFailure } from "./UpstreamFailure";

/** How many calls may be made. */
export interface Quota {
  /** Whether a call may be made now. @throws UpstreamFailure quotaSpent, with the wait until one may be */
  check(): void;
  /** Takes note of a call that is made now. */
  count(): void;
}

/**
 * Lets at most `calls` calls be made in any `windowMs` milliseconds, however they are spread: a sliding window over the
 * times of the latest calls. A service that counts otherwise, in fixed windows say, never counts more.
 */
export class SlidingWindowQuota implements Quota {
  readonly #windowMs: number;
  readonly #clock: Clock;
  readonly #calls: number;
  /** When the latest calls were made; as many as the window may hold, and from then on a ring. */
  readonly #madeAt: number[] = [];
  /** Where the oldest of them stands, once the ring is closed. */
  #oldest = 0;

  constructor(calls: number, windowMs: number, clock: Clock) {
    this.#calls = calls;
    this.#windowMs = windowMs;
    this.#clock = clock;
  }

  /** Whether a call may be made now. @throws UpstreamFailure quotaSpent, with the wait until one may be */
  check(): void {
    const oldest = this.#madeAt.length < this.#calls ? -Infinity : (this.#madeAt[this.#oldest] ?? -Infinity);
    const leftMs = oldest + this.#windowMs - this.#clock.monotonic();
    if (leftMs > 0) {
      const retryAfterSeconds = Math.ceil(leftMs / 1000);
      throw new UpstreamFailure("quotaSpent", { mayHaveActed: false, retryAfterSeconds, cause: undefined });
    }
  }

  /** The same, for calls that are made whatever has been spent. */
  withoutCheck(): Quota {
    return {
      check: () => undefined,
      count: () => {
        this.count();
      },
    };
  }

  /** Takes note of a call that is made now, whether it may be or not. */
  count(): void {
    this.#madeAt[this.#oldest] = this.#clock.monotonic();
    this.#oldest = (this.#oldest + 1) % this.#calls;
  }
}
