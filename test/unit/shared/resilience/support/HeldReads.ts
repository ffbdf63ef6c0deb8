import type { ManualClock } from "../../../../../tools/kit/ManualClock";
import { type Deferred, deferred } from "../../../../support/deferred";

/** Reads of a value that end when a test says so. */
export class HeldReads<T> {
  readonly #begun: Deferred<T>[] = [];

  constructor(readonly clock: ManualClock) {}

  readonly read = (): Promise<T> => {
    const pending = deferred<T>();
    this.#begun.push(pending);
    return pending.promise;
  };

  /** How many have begun. */
  get count(): number {
    return this.#begun.length;
  }

  /** Ends the read that was begun last. */
  async answer(outcome: T | Error): Promise<void> {
    const pending = this.#begun.at(-1);
    if (outcome instanceof Error) {
      pending?.reject(outcome);
    } else {
      pending?.resolve(outcome);
    }
    await this.clock.advance(0);
  }

  /** How `work` ends, while one read after the other ends so. */
  async answering<R>(work: Promise<R>, ...outcomes: readonly (T | Error)[]): Promise<R> {
    work.catch(() => undefined);
    await this.clock.advance(0);
    for (const outcome of outcomes) {
      await this.answer(outcome);
    }
    return await work;
  }
}
