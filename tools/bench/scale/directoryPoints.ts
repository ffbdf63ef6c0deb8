import type { CleanUp } from "../../testbed/CleanUp";
import { myToken } from "../apiCalls";
import { ApiProcess } from "../ApiProcess";
import type { BenchEmulator } from "../BenchEmulator";
import type { SignedInUsers } from "../SignedInUsers";
import { Directory } from "./Directory";
import type { Point } from "./Point";

/** Users who call, each with a row among the many. */
const CALLERS = 64;

interface Around {
  readonly emulator: BenchEmulator;
  readonly users: SignedInUsers;
  readonly running: CleanUp;
}

/** Users' tokens with so many identities in the directory: a table for each number, and an API of its own for each. */
export async function directoryPoints(rows: readonly number[], { emulator, users, running }: Around): Promise<Point[]> {
  const resource = new URL(emulator.process.said.endpoints.acs).host;
  const headers = await users.headers(CALLERS);
  const points: Point[] = [];
  for (const size of rows) {
    const directory = await Directory.create(users.azurite.endpoint, size, resource);
    const environment = { ...users.environment(), ...directory.environment() };
    const api = running.keep(await ApiProcess.start(emulator.process, { environment }));
    const calls = headers.map((header) => myToken(api.url, header));
    points.push({ what: "identities in the directory", size, api, clients: 1, calls, directory });
  }
  return points;
}
