import type { Clock } from "../../../shared/clock";
import type { Control } from "../../emulator";
import type { Random } from "../../kit/seededRandom";
import type { FaultWindows } from "./FaultWindows";
import type { Journal } from "./Journal";

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
