import type { Report } from "../load/LoadProcess";
import type { Probe } from "../probe/Probe";
import type { Plan } from "../runBench";

export interface Load {
  /** How many call at once. */
  readonly clients: number;
  readonly seconds: number;
}

/** What one run has measured. */
export interface Sample extends Pick<Report, "perSecond" | "givenUp" | "p50Ms" | "p99Ms"> {
  /** Milliseconds of CPU, user and system, that the process under test takes for a request. */
  readonly cpuMs: number;
}

/** One way to get something done that is compared with others. */
export interface Subject {
  readonly name: string;
  /** Brings about what the run will use up; its time does not count. */
  prepare?(load: Load): Promise<void>;
  measure(load: Load): Promise<Sample>;
}

/** One subject under one load: what each round has measured, in their order. */
export interface Measured {
  readonly name: string;
  readonly clients: number;
  readonly samples: (Sample & { readonly emulatorBusy: number })[];
}

interface Run {
  readonly subject: Subject;
  readonly load: Load;
  readonly measured: Measured;
}

/**
 * Runs every subject under every load, one after the other, so many rounds: what disturbs the machine for a while
 * disturbs them all. A run of each comes before and does not count, while code and connections get warm.
 */
export async function measureRounds(
  subjects: readonly Subject[],
  emulator: Probe,
  { rounds, seconds, clients }: Plan & { readonly clients: readonly number[] },
): Promise<Measured[]> {
  const runs = subjects.flatMap((subject) =>
    clients.map((count): Run => ({
      subject,
      load: { clients: count, seconds },
      measured: { name: subject.name, clients: count, samples: [] },
    })),
  );
  for (const subject of subjects) {
    await run(subject, { clients: Math.max(...clients), seconds }, emulator);
  }
  for (let round = 0; round < rounds; round++) {
    for (const { subject, load, measured } of runs) {
      measured.samples.push(await run(subject, load, emulator));
    }
  }
  return runs.map(({ measured }) => measured);
}

/** `emulatorBusy`: how much of one core the emulator had to work meanwhile, 1 for all of it. */
async function run(subject: Subject, load: Load, emulator: Probe): Promise<Sample & { emulatorBusy: number }> {
  await subject.prepare?.(load);
  const cpuBefore = await emulator.cpu();
  const started = performance.now();
  const sample = await subject.measure(load);
  const elapsed = performance.now() - started;
  return { ...sample, emulatorBusy: ((await emulator.cpu()) - cpuBefore) / elapsed };
}
