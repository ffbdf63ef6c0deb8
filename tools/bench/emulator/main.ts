import { parseOptions } from "../../kit/commandLine";
import { COMMON_OPTIONS, runBench } from "../runBench";
import { type LoadPlan, measureLoads } from "./measureLoads";
import { measureParts } from "./measureParts";
import { describeResult, resultOf } from "./result";

const USAGE = `Measures how many tokens a second the ACS emulator issues, and what each part of that costs.

Usage: npm run bench:emulator -- [options]

  --brief       a short run, for its figures to be glanced at
  --chart FILE  draw what each part costs into FILE, an SVG
  --json        print one line of JSON
  --help        print this
`;

const OPTIONS = { ...COMMON_OPTIONS, brief: { type: "boolean", default: false } } as const;

interface Plan extends LoadPlan {
  /** Of each part. */
  readonly rounds: number;
}

const CONNECTIONS = [1, 16];
const FULL: Plan = { connections: CONNECTIONS, warmUp: 2000, requests: 8000, rounds: 5000 };
const BRIEF: Plan = { connections: CONNECTIONS, warmUp: 50, requests: 200, rounds: 100 };

runBench(
  USAGE,
  (args) => parseOptions(OPTIONS, args),
  async ({ brief }, stage) => {
    const plan = brief ? BRIEF : FULL;
    const parts = await measureParts(plan.rounds); // before the load: two at once would disturb each other
    const { loads, pinned } = await measureLoads(stage, plan);
    const result = resultOf(loads, pinned, parts);
    const bars = result.costs.map(({ part, microseconds }) => ({ label: part, value: microseconds }));
    return { result, text: describeResult(result), chart: { title: "Microseconds of issuing a token", bars } };
  },
);
