import { parseOptions, parseWhole } from "../../kit/commandLine";
import { Probe } from "../probe/Probe";
import { byTurns, COMMON_OPTIONS, runBench } from "../runBench";
import { measureStart } from "./measureStart";
import { describeResult, resultOf } from "./results";
import { stageApps } from "./stageApps";

const USAGE = `Measures how long this app takes from the start to the first token, and compares it with an empty app, with itself
unbundled, and with a token service as tutorials write it. All run in the development host, with the emulators.

Usage: npm run bench:start -- [options]

  --runs N  how often each app is started; 15 by default
  --json    print one line of JSON
  --help    print this
`;

const OPTIONS = { ...COMMON_OPTIONS, runs: { type: "string", default: "15" } } as const;

runBench(
  USAGE,
  (args) => parseOptions(OPTIONS, args),
  async (options, stage) => {
    const runs = parseWhole("--runs", options.runs, 1);
    await stage.emulator();
    stage.preload(Probe.MODULE);
    const apps = await stageApps(stage.cleanUp);
    const starts = await byTurns(
      apps.map((app) => () => measureStart(app, stage)),
      runs,
    );
    const result = resultOf(apps.map(({ name }, nth) => ({ name, starts: starts[nth] ?? [] })));
    return { result, text: describeResult(result) };
  },
);
