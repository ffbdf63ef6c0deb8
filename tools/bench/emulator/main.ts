import { parseArgs } from "node:util";
import { describeResult } from "./describeResult";
import { type LoadPlan, measureLoads } from "./measureLoad";
import { measureParts } from "./measureParts";
import { resultOf } from "./Result";

const USAGE = `Measures how many tokens a second the ACS emulator issues, and what each part of that costs.

Usage: npm run bench:emulator -- [options]

  --brief  a short run, for its figures to be glanced at
  --json   print one line of JSON
  --help   print this
`;

interface Plan extends LoadPlan {
  /** Of each part. */
  readonly rounds: number;
}

const CONNECTIONS = [1, 16];
const FULL: Plan = { connections: CONNECTIONS, warmUp: 2000, requests: 8000, rounds: 5000 };
const BRIEF: Plan = { connections: CONNECTIONS, warmUp: 50, requests: 200, rounds: 100 };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { brief: { type: "boolean" }, json: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const plan = values.brief ? BRIEF : FULL;
  const parts = await measureParts(plan.rounds); // before the load: two at once would disturb each other
  const { loads, pinned } = await measureLoads(plan);
  const result = resultOf(loads, pinned, parts);
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : describeResult(result));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
