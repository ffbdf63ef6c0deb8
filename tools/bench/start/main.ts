import { parseOptions, parseWhole } from "../../kit/commandLine";
import { byTurns, COMMON_OPTIONS, runBench } from "../runBench";
import { describeRows, rowsOf } from "./results";
import { stageApps } from "./stageApps";
import { type Situation, WorkersHost } from "./WorkersHost";

const USAGE = `Measures how long this app takes from the start of a worker to the first token, and compares it with an empty app and
with a token service as tutorials write it. They are bundled alike, and run in a model of the Functions' Node worker, with
the emulators.

Usage: npm run bench:start -- [options]

  --runs N       how often each is started; 9 by default
  --against DIR  measure the app in DIR, too, such as the files of an older package
  --chart FILE   draw the first reply of each into FILE, an SVG
  --json         print one line of JSON
  --help         print this
`;

const OPTIONS = { ...COMMON_OPTIONS, runs: { type: "string", default: "9" }, against: { type: "string" } } as const;

const SITUATIONS: readonly Situation[] = [true, false].flatMap((isSpecialized) =>
  [0, 200].map((hostWorkMs) => ({ isSpecialized, hostWorkMs })),
);

runBench(
  USAGE,
  (args) => parseOptions(OPTIONS, args),
  async (options, stage) => {
    const runs = parseWhole("--runs", options.runs, 1);
    const settings = (await stage.emulator()).environment();
    const apps = await stageApps(stage.cleanUp, options.against);
    const host = await WorkersHost.start(settings);
    stage.cleanUp.keep(host);
    const plan = SITUATIONS.flatMap((situation) => apps.map((app) => ({ ...situation, app })));
    const starts = await byTurns(
      plan.map(
        ({ app, ...situation }) =>
          () =>
            host.measureStart(app, situation),
      ),
      runs,
    );
    const rows = rowsOf(plan.map(({ app: { name }, ...row }, nth) => ({ name, ...row, starts: starts[nth] ?? [] })));
    const bars = rows.map(({ name, isSpecialized, hostWorkMs, medians }) => ({
      label: `${name}, ${isSpecialized ? "specialized" : "cold"}, host ${hostWorkMs} ms`,
      value: medians.firstMs,
    }));
    const chart = { title: "Milliseconds until the first reply", bars };
    return { result: { node: process.version, runs, rows }, text: describeRows(rows, runs), chart };
  },
);
