import { parseOptions } from "../../kit/commandLine";
import { issueToken } from "../load/HttpWork";
import { selfTimes } from "../probe/selfTimes";
import { ProbedStage } from "../ProbedStage";
import { parseCounts, planOf, ROUNDS_OPTIONS, runBench } from "../runBench";
import { directoryPoints, measurePoints, scopePoints, userPoints } from "./points";
import { describeScale, type Result, rowsOf } from "./rows";

const OPTIONS = {
  ...ROUNDS_OPTIONS,
  rows: { type: "string", default: "1000,10000,100000" },
  users: { type: "string", default: "1,8,64,512" },
} as const;

const USAGE = `Measures what a token costs this API as its work grows: with the identities in the directory, the scopes of a token
and the users at once; and where the time goes.

Usage: npm run bench:scale -- [options]

  --rounds N     how often each is measured, by turns (default: 5)
  --seconds S    how long each run is (default: 2)
  --rows N,N,…   identities in the directory (default: 1000,10000,100000)
  --users N,N,…  users at once (default: 1,8,64,512)
  --chart FILE   draw the CPU of each request into FILE, an SVG
  --json         print one line of JSON
  --help         print this
`;

const IDENTITIES = 64;
const PROFILED_CLIENTS = 8;
const MODULES_SHOWN = 10;

runBench(
  USAGE,
  (args) => parseOptions(OPTIONS, args),
  async (options, stage) => {
    const plan = planOf(options);
    const rows = parseCounts("--rows", options.rows);
    const usersAtOnce = parseCounts("--users", options.users);
    const probed = await ProbedStage.on(stage);
    const users = await stage.users();
    const tables = await stage.tables();
    const api = await probed.api();
    const identities = await probed.createIdentities(IDENTITIES);
    const points = [
      ...(await directoryPoints(rows, { probed, users, tables })),
      ...scopePoints(api, identities),
      ...(await userPoints(usersAtOnce, api, users)),
    ];
    const measured = await measurePoints(points, probed, plan);
    const calls = identities.map((id) => issueToken(api.url, id));
    const profile = await api.probe.profile(() =>
      probed.clients.run({ clients: PROFILED_CLIENTS, seconds: plan.rounds * plan.seconds, work: { calls } }),
    );
    const modules = selfTimes(profile).slice(0, MODULES_SHOWN);
    const result: Result = { node: process.version, ...plan, rows: rowsOf(measured), profile: modules };
    const bars = result.rows.map(({ what, size, cpuMs }) => ({ label: `${what}: ${size}`, value: cpuMs.median }));
    const chart = { title: "Milliseconds of CPU for each request", bars };
    return { result, text: describeScale(result), chart };
  },
);
