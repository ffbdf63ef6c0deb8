import { parseOptions } from "../../kit/commandLine";
import { environmentFor } from "../../testbed/environmentFor";
import { COMMON_OPTIONS, parseCount, runBench } from "../runBench";
import { measureStart, type Start } from "./measureStart";
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
    const runs = parseCount("--runs", options.runs);
    const environment = { ...environmentFor(await stage.emulator()), NODE_COMPILE_CACHE: undefined };
    const all = (await stageApps(stage.cleanUp)).map((app) => ({ app, name: app.name, starts: new Array<Start>() }));
    // Not counted: it warms the emulators, and the files.
    for (const { app } of all) {
      await measureStart(app, environment);
    }
    // By turns, so that what else the machine does falls on all alike.
    for (let run = 0; run < runs; run++) {
      for (const { app, starts } of all) {
        starts.push(await measureStart(app, environment));
      }
    }
    const result = resultOf(all);
    return { result, text: describeResult(result) };
  },
);
