import { tableOf } from "../../kit/formatTable";
import { issueToken, UNTIL_DONE } from "../load/HttpWork";
import type { Memory } from "../probe/Probe";
import type { ProbedStage } from "../ProbedStage";

/** What the API's process holds, garbage collected, after so many requests. */
export interface MemoryAfter extends Memory {
  readonly requests: number;
}

const CLIENTS = 8;
const IDENTITIES = 64;

/** Issues tokens, and looks at the memory each time the number of requests has reached the next of `stops`. */
export async function measureMemory(probed: ProbedStage, stops: readonly number[]): Promise<MemoryAfter[]> {
  const api = await probed.api();
  const identities = await probed.createIdentities(IDENTITIES);
  const calls = identities.map((id) => issueToken(api.url, id));
  const seen: MemoryAfter[] = [];
  for (const requests of stops) {
    const limit = requests - (seen.at(-1)?.requests ?? 0);
    await probed.clients.run({ clients: CLIENTS, seconds: UNTIL_DONE, work: { calls, limit } });
    seen.push({ requests, ...(await api.probe.memory()) });
  }
  return seen;
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
  return `Node ${process.version}; the API's process after so many IssueToken requests, garbage collected.\n\n${table}`;
}
