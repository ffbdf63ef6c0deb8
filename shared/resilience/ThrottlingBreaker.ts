import type { Clock } from "../clock";
import { LONGEST_RETRY_AFTER_SECONDS } from "./replyHeaders";
import { UpstreamFailure } from "./UpstreamFailure";

/**
 * A circuit breaker that a 429 opens, for as long as that says: calls in that time would only be refused again, and may
 * put off the end of it. One for each operation that a service counts by itself.
 */
export class ThrottlingBreaker {
  readonly #clock: Clock;
  #until = -Infinity;
  /** Who said so. */
  #source: UpstreamFailure["source"];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws UpstreamFailure throttled, with what is left of the wait */
  check(): void {
    const leftMs = this.#until - this.#clock.monotonic();
    if (leftMs > 0) {
      const retryAfterSeconds = Math.ceil(leftMs / 1000);
      const source = this.#source;
      throw new UpstreamFailure("throttled", { mayHaveActed: false, retryAfterSeconds, source, cause: undefined });
    }
  }

  /** Takes note of how a call has failed. */
  note({ kind, retryAfterSeconds = 0, source }: UpstreamFailure): void {
    if (kind === "throttled") {
      const seconds = Math.min(retryAfterSeconds, LONGEST_RETRY_AFTER_SECONDS);
      const until = this.#clock.monotonic() + seconds * 1000;
      if (until > this.#until) {
        this.#until = until;
        this.#source = source;
      }
    }
  }
}
