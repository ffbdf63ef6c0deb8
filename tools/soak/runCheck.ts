import { randomInt } from "node:crypto";
import { UsageError } from "../kit/commandLine";
import { endWithNpm } from "../kit/endWithNpm";
import { ProcessStartError } from "../testbed/startProcess";

const HIGHEST_SEED = 2 ** 31 - 1;

interface Common {
  readonly help: boolean;
  readonly json: boolean;
  readonly seed: number;
}

interface Check<Options, Report> {
  readonly usage: string;
  readonly parse: (args: readonly string[], newSeed: () => number) => Options;
  readonly run: (options: Options & { interrupted: AbortSignal; started: () => void }) => Promise<Report>;
  readonly describe: (report: Report) => string;
}

/** Runs a long check from the command line. The exit code is 0 when all promises were kept; Ctrl-C ends it early. */
export function runCheck<Options extends Common, Report extends { verdict: string }>(
  check: Check<Options, Report>,
): void {
  endWithNpm();
  main(check).catch((error: unknown) => {
    const isExpected = error instanceof ProcessStartError || error instanceof UsageError;
    console.error(isExpected ? error.message : error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  });
}

async function main<Options extends Common, Report extends { verdict: string }>({
  usage,
  parse,
  run,
  describe,
}: Check<Options, Report>): Promise<void> {
  const options = parse(process.argv.slice(2), () => randomInt(HIGHEST_SEED));
  if (options.help) {
    process.stdout.write(usage);
    return;
  }
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      interrupted.abort();
    });
  }
  const started = () => {
    console.error(`Started, with seed ${options.seed}; Ctrl-C ends it early, with a report.`);
  };
  const report = await run({ ...options, interrupted: interrupted.signal, started });
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : describe(report));
  process.exitCode = report.verdict === "all promises kept" ? 0 : 1;
}

/** @throws UsageError unless `text` is a whole number from `least` to `most` */
export function parseWhole(option: string, text: string, least: number, most: number): number {
  if (/^\d{1,10}$/.test(text) && Number(text) >= least && Number(text) <= most) {
    return Number(text);
  }
  throw new UsageError(`${option} must be a whole number from ${least} to ${most}`);
}

/** The seed that was asked for, or a new one. @throws UsageError */
export function parseSeed(text: string | undefined, newSeed: () => number): number {
  return text === undefined ? newSeed() : parseWhole("--seed", text, 0, HIGHEST_SEED);
}
