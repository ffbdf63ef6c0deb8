import { tableOf } from "../../kit/formatTable";
import { type HttpCall, issueToken, myToken, UNTIL_DONE } from "../load/HttpWork";
import type { Memory } from "../probe/Probe";
import { headersOf, type ProbedServer, type ProbedStage } from "../ProbedStage";

/** What the API's process holds, garbage collected, after so many requests. */
export interface MemoryAfter extends Memory {
  readonly requests: number;
}

const CLIENTS = 8;
const IDENTITIES = 64;

interface MemoryPlan {
  readonly stops: readonly number[];
  /** How many users call, in turn; none for IssueToken. */
  readonly users: number;
}

/** Issues tokens, and looks at the memory each time the number of requests has reached the next of `stops`. */
export async function measureMemory(probed: ProbedStage, { stops, users }: MemoryPlan): Promise<MemoryAfter[]> {
  const { probe, calls } = users > 0 ? await callsOfUsers(probed, users) : await callsOfBackend(probed);
  const seen: MemoryAfter[] = [];
  for (const requests of stops) {
    const done = seen.at(-1)?.requests ?? 0;
    const next = done % calls.length;
    const work = { calls: [...calls.slice(next), ...calls.slice(0, next)], limit: requests - done };
    await probed.clients.run({ clients: CLIENTS, seconds: UNTIL_DONE, work });
    seen.push({ requests, ...(await probe.memory()) });
  }
  return seen;
}

type Called = ProbedServer & { readonly calls: readonly HttpCall[] };

async function callsOfBackend(probed: ProbedStage): Promise<Called> {
  const api = await probed.api();
  const identities = await probed.createIdentities(IDENTITIES);
  return { ...api, calls: identities.map((id) => issueToken(api.url, id)) };
}

async function callsOfUsers(probed: ProbedStage, count: number): Promise<Called> {
  const users = await probed.stage.users();
  await probed.stage.tables();
  const api = await probed.api();
  const headers = await headersOf(users, count);
  return { ...api, calls: headers.map((header) => myToken(api.url, header)) };
}

const MIB = 1024 * 1024;

/** What the API's process held, for people; ratios to the first line. */
export function describeMemory(seen: readonly MemoryAfter[]): string {
  const [first = { rss: NaN, heapUsed: NaN }] = seen;
  const table = tableOf<MemoryAfter>(
    [
      ["requests", ({ requests }) => requests],
      ["RSS MiB", ({ rss }) => (rss / MIB).toFixed(1)],
      ["ratio", ({ rss }) => (rss / first.rss).toFixed(2)],
      ["heap MiB", ({ heapUsed }) => (heapUsed / MIB).toFixed(1)],
      ["ratio", ({ heapUsed }) => (heapUsed / first.heapUsed).toFixed(2)],
    ],
    seen,
  );
  return `Node ${process.version}; the API's process after so many requests for a token, garbage collected.\n\n${table}`;
}

export function memoryChart(seen: readonly MemoryAfter[]) {
  const bars = seen.map(({ requests, rss }) => ({ label: `${requests} requests`, value: rss / MIB }));
  return { title: "RSS of the API's process in MiB", bars };
}
