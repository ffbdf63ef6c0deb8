import { ApiProcess } from "../ApiProcess";
import { BenchEmulator } from "../BenchEmulator";
import { LoadProcess } from "../load/LoadProcess";
import { runBench } from "../runBench";
import { SignedInUsers } from "../SignedInUsers";
import { describeScale, type Result } from "./describeScale";
import { directoryPoints } from "./directoryPoints";
import { measurePoints } from "./measurePoints";
import { parseCommandLine, USAGE } from "./parseCommandLine";
import { profileIssueToken } from "./profileIssueToken";
import { rowsOf } from "./Row";
import { scopePoints } from "./scopePoints";
import { userPoints } from "./userPoints";

const IDENTITIES = 64;
const MODULES_SHOWN = 10;

runBench(USAGE, parseCommandLine, async ({ rounds, seconds, rows, users: usersAtOnce }, running) => {
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
  const measured = await measurePoints(points, clients, { rounds, seconds });
  const result: Result = {
    node: process.version,
    rounds,
    seconds,
    rows: rowsOf(measured),
    profile: (await profileIssueToken(api, identities, clients, rounds * seconds)).slice(0, MODULES_SHOWN),
  };
  return { result, text: describeScale(result) };
});
