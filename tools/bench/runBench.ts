import { UsageError } from "../kit/commandLine";
import { endWithNpm } from "../kit/endWithNpm";
import { Stage } from "../testbed/Stage";

/** What every bench's command line takes. */
export const COMMON_OPTIONS = {
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

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
}

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Runs a bench from the command line, prints its outcome, and stops what it has started. */
export function runBench<T extends { readonly help: boolean; readonly json: boolean }>(
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
      const { result, text } = await bench(options, stage);
      process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : text);
      await stage.stop();
    });
  };
  endWithNpm();
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
  });
}

/** @throws UsageError unless `text` is a number above 0 */
export function parsePositive(option: string, text: string): number {
  const value = Number(text);
  if (/^(?:\d+|\d*\.\d+)$/.test(text) && value > 0) {
    return value;
  }
  throw new UsageError(`${option} must be a number above 0`);
}

/** @throws UsageError unless `text` is a whole number from 1 */
export function parseCount(option: string, text: string): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value > 0) {
    return value;
  }
  throw new UsageError(`${option} must be a whole number from 1`);
}

/** @throws UsageError unless `text` is whole numbers from 1 with commas between them */
export function parseCounts(option: string, text: string): number[] {
  return text.split(",").map((count) => parseCount(option, count));
}

export interface Plan {
  readonly rounds: number;
  /** Of each run. */
  readonly seconds: number;
}

/** @throws UsageError */
export function planOf({ rounds, seconds }: { readonly rounds: string; readonly seconds: string }): Plan {
  return { rounds: parseCount("--rounds", rounds), seconds: parsePositive("--seconds", seconds) };
}
