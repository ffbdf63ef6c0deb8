import { parseOptions, parseWhole, UsageError } from "../../kit/commandLine";
import { ProbedStage } from "../ProbedStage";
import { parseCounts, planOf, ROUNDS_OPTIONS, runBench } from "../runBench";
import { describeLatency, measureFirstTokens, REGION } from "./latency";
import { describeMemory, measureMemory, memoryChart } from "./memory";
import { barsOf, describeRows, rowsOf } from "./rows";
import { EXPRESS, measureSubjects, SDK, startSubjects, type Subject } from "./subjects";

const OPTIONS = {
  ...ROUNDS_OPTIONS,
  clients: { type: "string", default: "1,8,64" },
  memory: { type: "string" },
  users: { type: "string", default: "0" },
  against: { type: "string" },
  latency: { type: "boolean", default: false },
  only: { type: "string", default: "" },
} as const;

const USAGE = `Measures what this API adds to a call of Azure Communication Services when it is warm: requests per second, waits and
CPU of each operation, next to the SDK called directly and to an Express server that makes a client for each request.
All call the same emulator.

Usage: npm run bench:warm -- [options]

  --rounds N       how often each is measured, by turns (default: 5)
  --seconds S      how long each run is (default: 2)
  --clients N,N,…  how many call at once (default: 1,8,64)
  --against DIR    measure the app in DIR, too, such as another version of this project that is built there
  --only TEXT      measure only what has TEXT in its name, and the SDK and Express
  --latency        as from within a region of Azure: a round trip to each party takes as long as there; first tokens, too
  --memory N       measure instead the API's memory after N requests, and after 1, 20 and 50 % of them
  --users N        with --memory: GetMyToken of so many users in turn, in place of IssueToken
  --chart FILE     draw the CPU of each request, or the memory, into FILE, an SVG
  --json           print one line of JSON
  --help           print this
`;

/** After which parts of the requests the memory is looked at: first when everything is loaded, then as it settles. */
const LOOKS = [0.01, 0.2, 0.5, 1];

/** What is not heeded with --memory. */
const OF_LOADS = ["rounds", "seconds", "clients", "against", "only", "latency"];

/** @throws UsageError for options that would be ignored, too */
function parseArguments(args: readonly string[]) {
  const options = parseOptions(OPTIONS, args);
  const isGiven = (name: string) => args.some((arg) => arg.split("=", 1)[0] === `--${name}`);
  if (options.memory === undefined && isGiven("users")) {
    throw new UsageError("--users says whose requests --memory makes: give both, or neither");
  }
  const ignored = options.memory === undefined ? [] : OF_LOADS.filter(isGiven);
  if (ignored.length > 0) {
    throw new UsageError(
      `--memory measures the memory alone: leave out ${ignored.map((name) => `--${name}`).join(", ")}`,
    );
  }
  return options;
}

runBench(USAGE, parseArguments, async (options, stage) => {
  const plan = { ...planOf(options), clients: parseCounts("--clients", options.clients) };
  const memory = options.memory === undefined ? undefined : parseWhole("--memory", options.memory, 1);
  const probed = await ProbedStage.on(stage);
  if (memory !== undefined) {
    const stops = [...new Set(LOOKS.map((part) => Math.ceil(memory * part)))];
    const users = parseWhole("--users", options.users, 0);
    const result = await measureMemory(probed, { stops, users });
    return { result, text: describeMemory(result), chart: memoryChart(result) };
  }
  if (options.latency) {
    await probed.moveAway(REGION);
  }
  const firstTokens = options.latency ? await measureFirstTokens(probed, plan.rounds) : [];
  const { subjects, apps } = await startSubjects(probed, options.against);
  const isNamed = ({ name }: Subject) => name.includes(options.only);
  if (!subjects.some(isNamed)) {
    const names = subjects.map(({ name }) => `"${name}"`).join(", ");
    throw new UsageError(`--only must be a part of a name; there are ${names}`);
  }
  const wanted = subjects.filter((one) => isNamed(one) || one.name === SDK || one.name === EXPRESS);
  const rows = rowsOf(await measureSubjects(wanted, probed.emulatorProbe, plan));
  const usages = await Promise.all(apps.map(({ probe }) => probe.usage()));
  const peaks = usages.map(({ peakMb }) => peakMb);
  const result = { node: process.version, ...plan, rows, peaks, firstTokens };
  const text = options.latency ? describeLatency(firstTokens, rows) : describeRows(rows, peaks, plan);
  return { result, text, chart: { title: "Milliseconds of CPU for each request", bars: barsOf(rows) } };
});
