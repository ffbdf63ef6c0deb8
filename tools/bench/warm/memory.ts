import { formatTable } from "../../kit/formatTable";
import { issueToken } from "../load/HttpWork";
import type { Memory } from "../probe/messages";
import type { ProbedStage } from "../ProbedStage";

/** What the API's process holds, garbage collected, after so many requests. */
export interface MemoryAfter extends Memory {
  readonly requests: number;
}

const CLIENTS = 8;
const IDENTITIES = 64;
/** Longer than any run takes; what ends it is the number of requests. */
const SECONDS = 86_400;

/** Issues tokens, and looks at the memory each time the number of requests has reached the next of `stops`. */
export async function measureMemory(probed: ProbedStage, stops: readonly number[]): Promise<MemoryAfter[]> {
  const api = await probed.api();
  const identities = await probed.createIdentities(IDENTITIES);
  const calls = identities.map((id) => issueToken(api.url, id));
  const seen: MemoryAfter[] = [];
  for (const requests of stops) {
    const limit = requests - (seen.at(-1)?.requests ?? 0);
    await probed.clients.run({ clients: CLIENTS, seconds: SECONDS, work: { calls, limit } });
    seen.push({ requests, ...(await api.probe.memory()) });
  }
  return seen;
}

const MIB = 1024 * 1024;

/** What the API's process held, for people; ratios to the first line. */
export function describeMemory(seen: readonly MemoryAfter[]): string {
  const [first] = seen;
  const rows = seen.map(({ requests, rss, heapUsed }) => [
    String(requests),
    (rss / MIB).toFixed(1),
    (rss / (first?.rss ?? NaN)).toFixed(2),
    (heapUsed / MIB).toFixed(1),
    (heapUsed / (first?.heapUsed ?? NaN)).toFixed(2),
  ]);
  return `Node ${process.version}; the API's process after so many IssueToken requests, garbage collected.

${formatTable(["requests", "RSS MiB", "ratio", "heap MiB", "ratio"], rows)}`;
}
