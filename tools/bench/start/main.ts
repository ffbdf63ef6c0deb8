import { systemClock } from "../../../shared/clock";
import { startEmulator } from "../../emulator";
import { parseOptions, UsageError } from "../../kit/commandLine";
import { defaultCaDirectory, ensureDevelopmentCa } from "../../kit/developmentCa";
import { environmentFor } from "../../testbed/environmentFor";
import { describeResult } from "./describeResult";
import { measureStart, type Start } from "./measureStart";
import { resultOf, type Starts } from "./Result";
import { type BenchApp, stageApps } from "./stageApps";

const USAGE = `Measures how long this app takes from the start to the first token, and compares it with an empty app, with itself
unbundled, and with a token service as tutorials write it. All run in the development host, with the emulators.

Usage: npm run bench:start -- [options]

  --runs N  how often each app is started; 15 by default
  --json    print one line of JSON
  --help    print this
`;

const OPTIONS = { runs: { type: "string" }, json: { type: "boolean" }, help: { type: "boolean" } } as const;
const DEFAULT_RUNS = "15";

async function main(): Promise<void> {
  const { runs: given = DEFAULT_RUNS, json, help } = parseOptions(OPTIONS, process.argv.slice(2));
  if (help) {
    process.stdout.write(USAGE);
    return;
  }
  const result = resultOf(await measure(parseRuns(given)));
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : describeResult(result));
}

function parseRuns(given: string): number {
  if (!/^[1-9]\d{0,3}$/.test(given)) {
    throw new UsageError("--runs must be a whole number from 1 to 9999");
  }
  return Number(given);
}

async function measure(runs: number): Promise<Starts[]> {
  const ca = await ensureDevelopmentCa(defaultCaDirectory(), systemClock);
  const emulator = await startEmulator({ ca, log: () => undefined });
  const staged = await stageApps();
  try {
    return await startInTurn(staged.apps, runs, { ...environmentFor(emulator), NODE_COMPILE_CACHE: undefined });
  } finally {
    staged.remove();
    await emulator.stop();
  }
}

/** One app after the other, round by round, so that what else the machine does falls on all alike. */
async function startInTurn(
  apps: readonly BenchApp[],
  runs: number,
  environment: NodeJS.ProcessEnv,
): Promise<{ name: string; starts: Start[] }[]> {
  const all = apps.map((app) => ({ app, name: app.name, starts: new Array<Start>() }));
  for (const { app } of all) {
    await measureStart(app, environment); // not counted: it warms the emulators, and the files
  }
  for (let run = 0; run < runs; run++) {
    for (const { app, starts } of all) {
      starts.push(await measureStart(app, environment));
    }
  }
  return all;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
