import type { Clock } from "../../shared/clock";

/** Later instants can hardly be written down: ISO 8601 has years of four digits. */
const LATEST_MS = Date.UTC(9999, 0);

/** The time of another clock, moved forward on request: hours of a token's life pass without waiting. */
export class AdjustableClock implements Clock {
  readonly #base: Clock;
  #offset = 0;
  #passed = 0;

  constructor(base: Clock) {
    this.#base = base;
  }

  now(): number {
    return this.#base.now() + this.#offset;
  }

  monotonic(): number {
    return this.#base.monotonic() + this.#passed;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return this.#base.sleep(milliseconds, signal);
  }

  alarm(milliseconds: number, ring: () => void): () => void {
    return this.#base.alarm(milliseconds, ring);
  }

  /** At most to the year 9999. */
  advance(milliseconds: number): void {
    this.#offset = Math.min(this.#offset + milliseconds, LATEST_MS - this.#base.now());
    this.#passed += milliseconds;
  }

  reset(): void {
    this.#offset = 0;
  }
}
