import { parseOptions } from "../../kit/commandLine";
import { ApiProcess } from "../ApiProcess";
import { BenchEmulator } from "../BenchEmulator";
import { issueToken } from "../load/HttpWork";
import { LoadProcess } from "../load/LoadProcess";
import { selfTimes } from "../probe/selfTimes";
import { parseCounts, planOf, ROUNDS_OPTIONS, runBench } from "../runBench";
import { SignedInUsers } from "../SignedInUsers";
import { measurePoints } from "./measurePoints";
import { directoryPoints, scopePoints, userPoints } from "./points";
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
  --json         print one line of JSON
  --help         print this
`;

const IDENTITIES = 64;
const PROFILED_CLIENTS = 8;
const MODULES_SHOWN = 10;

runBench(
  USAGE,
  (args) => parseOptions(OPTIONS, args),
  async (options, running) => {
    const plan = planOf(options);
    const rows = parseCounts("--rows", options.rows);
    const usersAtOnce = parseCounts("--users", options.users);
    const emulator = running.keep(await BenchEmulator.start());
    const users = running.keep(await SignedInUsers.start());
    const clients = running.keep(new LoadProcess(require.resolve("../load/httpLoad"), [], {}));
    const api = running.keep(await ApiProcess.start(emulator.process, { environment: users.environment() }));
    const identities = await emulator.createIdentities(IDENTITIES);
    const points = [
      ...(await directoryPoints(rows, { emulator, users, running })),
      ...scopePoints(api, identities),
      ...(await userPoints(usersAtOnce, api, users)),
    ];
    const measured = await measurePoints(points, clients, plan);
    const calls = identities.map((id) => issueToken(api.url, id));
    const profile = await api.probe.profile(() =>
      clients.run({ clients: PROFILED_CLIENTS, seconds: plan.rounds * plan.seconds, work: { calls } }),
    );
    const modules = selfTimes(profile).slice(0, MODULES_SHOWN);
    const result: Result = { node: process.version, ...plan, rows: rowsOf(measured), profile: modules };
    return { result, text: describeScale(result) };
  },
);
