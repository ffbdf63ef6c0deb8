import type { Clock } from "../../../shared/clock";
import type { Random } from "../../kit/seededRandom";
import { causeTrouble, type Surroundings } from "./causeTrouble";
import type { FaultWindows } from "./FaultWindows";
import type { Journal } from "./Journal";
import { planFault } from "./planFault";
import { describeTrouble, type PlannedFault, reachOf } from "./PlannedFault";

const HELD_UP_MS = 1_000;

interface InjectorOptions {
  surroundings: Surroundings;
  windows: FaultWindows;
  journal: Journal;
  random: Random;
  clock: Clock;
}

/** Lets one thing behind the API fail after another, as planned, and tells the windows. */
export class FaultInjector {
  readonly #options: InjectorOptions;
  readonly #started: number;

  constructor(options: InjectorOptions) {
    this.#options = options;
    this.#started = options.clock.monotonic();
  }

  /** Until `signal` is aborted; then all is well again. */
  async run(signal: AbortSignal): Promise<void> {
    for (let number = 0; ; number++) {
      const planned = planFault(this.#options.random, number);
      await this.#sleep(planned.atMs - this.#elapsed(), signal);
      if (signal.aborted) {
        return;
      }
      // One that was held up by the end of the one before is left out: all is to be well between them.
      if (this.#elapsed() < planned.atMs + HELD_UP_MS) {
        await this.#inject(planned, signal);
      }
    }
  }

  async #inject({ trouble, lastsMs }: PlannedFault, signal: AbortSignal): Promise<void> {
    const { surroundings, windows, journal, clock } = this.#options;
    const from = clock.monotonic();
    const opened = reachOf(trouble).map(({ reach, afterMs }) => ({ close: windows.open(reach, from), afterMs }));
    journal.add({ seconds: this.#elapsed() / 1000, what: `${describeTrouble(trouble)}, for ${lastsMs} ms` });
    const end = await causeTrouble(trouble, surroundings);
    await this.#sleep(lastsMs, signal);
    await end();
    for (const { close, afterMs } of opened) {
      close(clock.monotonic() + afterMs);
    }
  }

  async #sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    await this.#options.clock.sleep(Math.max(0, milliseconds), signal).catch(() => undefined);
  }

  #elapsed(): number {
    return this.#options.clock.monotonic() - this.#started;
  }
}
