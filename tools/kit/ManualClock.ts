import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../shared/clock";

interface Sleeper {
  until: number;
  end: (how: "slept" | "aborted") => void;
}

/** A clock whose time stands still until a test moves it. */
export class ManualClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  /** Far from any date, so that a mix-up of the two times shows. */
  #monotonic = 5_000;
  #wallAhead: number;

  constructor(start = Date.UTC(2026, 0, 31, 12)) {
    this.#wallAhead = start - this.#monotonic;
  }

  now(): number {
    return this.#monotonic + this.#wallAhead;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  /** Sets the wall clock forward, or back; no time passes. */
  stepWall(milliseconds: number): void {
    this.#wallAhead += milliseconds;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const how = await new Promise((end) => {
      const sleeper: Sleeper = { until: this.#monotonic + milliseconds, end };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", () => {
        this.#sleepers.delete(sleeper);
        end("aborted");
      });
    });
    if (how === "aborted") {
      signal?.throwIfAborted();
    }
  }

  alarm(milliseconds: number, ring: () => void): () => void {
    const sleeper: Sleeper = { until: this.#monotonic + milliseconds, end: ring };
    this.#sleepers.add(sleeper);
    return () => {
      this.#sleepers.delete(sleeper);
    };
  }

  /** Moves the time on. Each sleeper on the way wakes at its own moment, and what it starts runs before the next one. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#monotonic + milliseconds;
    await nextTurn();
    for (let next = this.#first(); next && next.until <= end; next = this.#first()) {
      await this.#wake(next);
    }
    this.#monotonic = end;
  }

  /** Moves the time from sleeper to sleeper until `work` has ended. */
  async run<T>(work: Promise<T>): Promise<T> {
    const state = { hasEnded: false };
    const end = () => {
      state.hasEnded = true;
    };
    work.then(end, end);
    await nextTurn();
    for (let next = this.#first(); !state.hasEnded; next = this.#first()) {
      if (!next) {
        throw new Error("The work goes on, but nothing sleeps.");
      }
      await this.#wake(next);
    }
    return await work;
  }

  async #wake(sleeper: Sleeper): Promise<void> {
    this.#sleepers.delete(sleeper);
    this.#monotonic = Math.max(this.#monotonic, sleeper.until);
    sleeper.end("slept");
    await nextTurn();
  }

  #first(): Sleeper | undefined {
    return [...this.#sleepers].sort((a, b) => a.until - b.until)[0];
  }
}
