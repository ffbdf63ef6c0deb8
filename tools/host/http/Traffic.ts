import type { Clock } from "../../../shared/clock";
import { withTimeLimit } from "../../../shared/deadline";

/** Work that is under way, so that the host can let it finish before it ends. */
export class Traffic {
  readonly #underWay = new Set<Promise<void>>();
  #isEnding = false;

  /** Whether `drained` was called: nothing more is to begin. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  add(work: Promise<void>): void {
    const entry = work.finally(() => this.#underWay.delete(entry));
    this.#underWay.add(entry);
  }

  /** Resolves when nothing is under way any more, or after `limitMs`; true when all of it has ended. */
  async drained(clock: Clock, limitMs: number): Promise<boolean> {
    this.#isEnding = true;
    return await withTimeLimit(limitMs, clock, () => this.#ended()).catch(() => false);
  }

  /** What is added meanwhile, such as a refusal, counts as well. */
  async #ended(): Promise<true> {
    while (this.#underWay.size > 0) {
      await Promise.allSettled(this.#underWay);
    }
    return true;
  }
}
