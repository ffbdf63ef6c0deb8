import type { Clock } from "../clock";
import { type Deadline, TimeLimitError, withTimeLimit } from "../deadline";
import { UpstreamFailure } from "./UpstreamFailure";

export interface BulkheadLimits {
  /** Calls under way at once. */
  readonly maxCalls: number;
  /** Calls that wait, for their turn or for their next try. */
  readonly maxWaiting: number;
  /** Milliseconds that one waits for its turn. */
  readonly maxWaitMs: number;
}

/**
 * What one instance lets run at once against one service. A service that answers in 100 ms serves 640 calls a second
 * with these; ACS grants a resource 33 tokens a second.
 */
export const BULKHEAD_LIMITS: BulkheadLimits = { maxCalls: 64, maxWaiting: 256, maxWaitMs: 2_000 };

/**
 * Bounds the calls to a service that is slow or asked for too much: so many at once, so many that wait, first come first
 * served, and none for long. The rest are refused at once, so that a burst leaves no work behind that outlasts it.
 */
export class Bulkhead {
  readonly #limits: BulkheadLimits;
  readonly #clock: Clock;
  readonly #queue = new Set<() => void>();
  #calls = 0;
  #pauses = 0;

  constructor(limits: BulkheadLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Runs `call` when its turn comes. @throws UpstreamFailure overloaded when that is not soon, or too many wait */
  async run<T>(call: () => Promise<T>, deadline: Deadline): Promise<T> {
    await this.#turn(deadline);
    try {
      return await call();
    } finally {
      this.#endTurn();
    }
  }

  /** Waits between two tries; false, at once, when too many wait already. */
  async pause(milliseconds: number): Promise<boolean> {
    if (this.#isFull()) {
      return false;
    }
    this.#pauses++;
    try {
      await this.#clock.sleep(milliseconds);
      return true;
    } finally {
      this.#pauses--;
    }
  }

  async #turn(deadline: Deadline): Promise<void> {
    const { maxCalls, maxWaitMs } = this.#limits;
    if (this.#calls < maxCalls) {
      this.#calls++;
      return;
    }
    if (this.#isFull()) {
      throw this.#overloaded();
    }
    let come: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => (come = resolve));
    this.#queue.add(come);
    try {
      await withTimeLimit(Math.min(maxWaitMs, deadline.remaining()), this.#clock, () => turn);
    } catch (error) {
      if (!this.#queue.delete(come)) {
        // The turn came in the very moment in which the wait ended.
        this.#endTurn();
      }
      throw error instanceof TimeLimitError ? this.#overloaded() : error;
    }
  }

  #endTurn(): void {
    const [next] = this.#queue;
    if (next) {
      this.#queue.delete(next);
      next();
    } else {
      this.#calls--;
    }
  }

  #isFull(): boolean {
    return this.#queue.size + this.#pauses >= this.#limits.maxWaiting;
  }

  #overloaded(): UpstreamFailure {
    const retryAfterSeconds = Math.ceil(this.#limits.maxWaitMs / 1000);
    return new UpstreamFailure("overloaded", { mayHaveActed: false, retryAfterSeconds, cause: undefined });
  }
}
