import type { Clock } from "../../../shared/clock";

const TICK_MS = 100;
/** For so long it is remembered; requests take less. */
const REMEMBERED_TICKS = 300;

/** How late this process's own timers are: on a busy machine no process can answer in time, however good it is. */
export class Lateness {
  readonly #clock: Clock;
  #ticks: readonly { at: number; lateMs: number }[] = [];
  #worst = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Looks until `signal` is aborted. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const started = this.#clock.monotonic();
      await this.#clock.sleep(TICK_MS, signal).catch(() => undefined);
      const at = this.#clock.monotonic();
      const lateMs = Math.max(0, at - started - TICK_MS);
      this.#ticks = [...this.#ticks, { at, lateMs }].slice(-REMEMBERED_TICKS);
      this.#worst = Math.max(this.#worst, lateMs);
    }
  }

  /** All delays since a time, together, in milliseconds. */
  since(time: number): number {
    return this.#ticks.filter(({ at }) => at >= time).reduce((sum, { lateMs }) => sum + lateMs, 0);
  }

  /** The longest delay of all. */
  get worst(): number {
    return this.#worst;
  }
}
