import type { Clock } from "../../../shared/clock";
import type { Control } from "../../emulator/index";
import type { Random } from "../../kit/seededRandom";
import type { Azurite } from "../../testbed/azurite/startAzurite";
import type { SteppedClock } from "../../testbed/clock/SteppedClock";
import type { Restartable } from "../../testbed/Restartable";
import type { FaultWindows } from "./FaultWindows";
import { describeTrouble, type HostName, planFault, type PlannedFault, reachOf, type Trouble } from "./trouble";

/** The most that is kept; of a longer run, the latest. */
const KEPT = 500;

/** What was done to the API's surroundings. */
export interface Entry {
  /** From the start of the run. */
  seconds: number;
  what: string;
}

/** What was done to the API's surroundings and when, in bounded room. */
export class Journal {
  readonly #entries: Entry[] = [];
  #count = 0;

  add(entry: Entry): void {
    this.#count += 1;
    this.#entries.push(entry);
    if (this.#entries.length > KEPT) {
      this.#entries.shift();
    }
  }

  /** Of all, kept or not. */
  get count(): number {
    return this.#count;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }
}

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

/** What can be made to fail. */
export interface Surroundings {
  control: Control;
  tables: Restartable<Azurite>;
  /** The API's. */
  clock: Pick<SteppedClock, "stepTo">;
  /** Puts the connection string into the vault, with this name of the resource's host. */
  writeSecret: (host: HostName) => Promise<void>;
}

/** Causes trouble, and returns what ends it. */
export async function causeTrouble(trouble: Trouble, surroundings: Surroundings): Promise<() => void | Promise<void>> {
  const { control, tables, clock } = surroundings;
  switch (trouble.kind) {
    case "misbehaves":
      control.setFault(trouble.dependency, trouble.fault);
      return () => {
        control.clearFaults(trouble.dependency);
      };
    case "refuses connections":
      await control.listen(trouble.dependency, false);
      return () => control.listen(trouble.dependency, true);
    case "forbids access":
      control.setVaultAccess(false);
      return () => {
        control.setVaultAccess(true);
      };
    case "steps": {
      await clock.stepTo(trouble.offsetMs);
      const end = await causeTrouble(trouble.meanwhile, surroundings);
      // What was noted down by the wrong clock must not matter by the right one.
      return async () => {
        await end();
        await clock.stepTo(0);
      };
    }
    case "has another name":
      await surroundings.writeSecret(trouble.host);
      return () => undefined;
    case "stops":
    case "is killed":
      await tables.takeAway(trouble.kind === "stops" ? "stop" : "kill");
      return () => tables.bringBack();
  }
}

interface RotationOptions {
  control: Control;
  everyMs: number;
  windows: FaultWindows;
  journal: Journal;
  random: Random;
  clock: Clock;
  /** Takes each new connection string. */
  changed: (connectionString: string) => void;
}

/** Makes a new access key every so often, and puts it into the vault, until `signal` is aborted. */
export async function rotateKeys(options: RotationOptions, signal: AbortSignal): Promise<void> {
  const { control, everyMs, windows, journal, random, clock, changed } = options;
  const started = clock.monotonic();
  for (;;) {
    await clock.sleep(everyMs, signal).catch(() => undefined);
    if (signal.aborted) {
      return;
    }
    const name = random.pick(["primary", "secondary"] as const);
    const at = clock.monotonic();
    windows.rotated(at);
    const { connectionString } = await control.regenerateKey(name);
    changed(connectionString);
    journal.add({ seconds: (at - started) / 1000, what: `the ${name} access key changes` });
  }
}
