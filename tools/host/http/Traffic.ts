import type { Clock } from "../../../shared/clock";

/** Work that is under way, so that the host can let it finish before it ends. */
export class Traffic {
  readonly #underWay = new Set<Promise<void>>();

  add(work: Promise<void>): void {
    const entry = work.finally(() => this.#underWay.delete(entry));
    this.#underWay.add(entry);
  }

  /** Resolves when nothing is under way any more, or after `limitMs`; true when all of it has ended. */
  async drained(clock: Clock, limitMs: number): Promise<boolean> {
    const inTime = new AbortController();
    const timeUp = clock.sleep(limitMs, inTime.signal).then(
      () => false,
      () => true,
    );
    const ended = Promise.allSettled(this.#underWay).then(() => true);
    const result = await Promise.race([ended, timeUp]);
    inTime.abort();
    return result;
  }
}
