import { writeFileSync } from "node:fs";
import { type Bar, barChart } from "../kit/barChart";
import { parsePositive, parseWhole, reportFailure, UsageError } from "../kit/commandLine";
import { endWithNpm } from "../kit/endWithNpm";
import { Progress } from "../kit/Progress";
import { Stage } from "../testbed/Stage";

/** What every bench's command line takes. */
export const COMMON_OPTIONS = {
  chart: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const EXIT_INTERRUPTED = 1;

/** And that of a bench that measures all by turns. */
export const ROUNDS_OPTIONS = {
  ...COMMON_OPTIONS,
  rounds: { type: "string", default: "5" },
  seconds: { type: "string", default: "2" },
} as const;

interface Outcome {
  /** For `--json`. */
  readonly result: unknown;
  readonly text: string;
  /** For `--chart`. */
  readonly chart: { readonly title: string; readonly bars: readonly Bar[] };
}

/** Runs a bench from the command line, prints its outcome, and stops what it has started. */
export function runBench<T extends { readonly help: boolean; readonly json: boolean; readonly chart?: string }>(
  usage: string,
  parse: (args: readonly string[]) => T,
  bench: (options: T, stage: Stage) => Promise<Outcome>,
): void {
  const main = async (): Promise<void> => {
    const options = parse(process.argv.slice(2));
    if (options.help) {
      process.stdout.write(usage);
      return;
    }
    await Stage.around(async (stage) => {
      endOnSignal(stage);
      const { result, text, chart } = await bench(options, stage);
      // Before the chart: where that cannot be written, what was measured is not lost.
      process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : text);
      if (options.chart !== undefined) {
        writeFileSync(options.chart, barChart(chart.title, `Node ${process.version}; ${commandIn(usage)}`, chart.bars));
      }
      await stage.stop();
    });
  };
  endWithNpm();
  main().catch((error: unknown) => {
    reportFailure(error, "Run this in a checkout that you can write to.", Error);
  });
}

/** Else what is in temporary folders would stay there. */
function endOnSignal(stage: Stage): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      const end = () => process.exit(EXIT_INTERRUPTED);
      void stage.stop().then(end, end);
    });
  }
}

/** What was typed but for the name of the chart, so that others can measure the same. */
function commandIn(usage: string): string {
  const [script = ""] = /npm run bench:\w+/.exec(usage) ?? [];
  const typed = process.argv
    .slice(2)
    .join(" ")
    .replace(/--chart[ =]\S+ ?/, "")
    .trimEnd();
  return typed === "" ? script : `${script} -- ${typed}`;
}

/** @throws UsageError unless `text` is whole numbers from 1 with commas between them */
export function parseCounts(option: string, text: string): number[] {
  if (!/^[1-9]\d{0,9}(?:,[1-9]\d{0,9})*$/.test(text)) {
    throw new UsageError(`${option} must be whole numbers from 1 with commas between them`);
  }
  return text.split(",").map(Number);
}

export interface Plan {
  readonly rounds: number;
  /** Of each run. */
  readonly seconds: number;
}

/** @throws UsageError */
export function planOf({ rounds, seconds }: { readonly rounds: string; readonly seconds: string }): Plan {
  return { rounds: parseWhole("--rounds", rounds, 1), seconds: parsePositive("--seconds", seconds) };
}

/**
 * Takes every measurement in turn, so many rounds: what disturbs the machine for a while disturbs them all. One round
 * comes before and does not count, while code and connections get warm. The samples of each, in the order of the rounds.
 */
export async function byTurns<Sample>(
  measurements: readonly (() => Promise<Sample>)[],
  rounds: number,
): Promise<Sample[][]> {
  const samples = measurements.map((): Sample[] => []);
  const progress = new Progress();
  let done = 0;
  for (let round = 0; round <= rounds; round++) {
    for (const [nth, measure] of measurements.entries()) {
      samples[nth]?.push(await measure());
      progress.show(++done / (measurements.length * (rounds + 1)));
    }
  }
  progress.end();
  return samples.map(([, ...counted]) => counted);
}
