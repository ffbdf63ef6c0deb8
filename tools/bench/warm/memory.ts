import { formatTable } from "../../kit/formatTable";
import type { CleanUp } from "../../testbed/CleanUp";
import { ApiProcess } from "../ApiProcess";
import type { BenchEmulator } from "../BenchEmulator";
import { issueToken } from "../load/HttpWork";
import { LoadProcess } from "../load/LoadProcess";
import type { Memory } from "../probe/messages";

/** What the API's process holds, garbage collected, after so many requests. */
export interface MemoryAfter extends Memory {
  readonly requests: number;
}

const CLIENTS = 8;
const IDENTITIES = 64;
/** Longer than any run takes; what ends it is the number of requests. */
const SECONDS = 86_400;

/** Issues tokens, and looks at the memory each time the number of requests has reached the next of `stops`. */
export async function measureMemory(
  emulator: BenchEmulator,
  stops: readonly number[],
  running: CleanUp,
): Promise<MemoryAfter[]> {
  const api = running.keep(await ApiProcess.start(emulator.process));
  const clients = running.keep(new LoadProcess(require.resolve("../load/httpLoad"), [], {}));
  const identities = await emulator.createIdentities(IDENTITIES);
  const calls = identities.map((id) => issueToken(api.url, id));
  const seen: MemoryAfter[] = [];
  for (const requests of stops) {
    const limit = requests - (seen.at(-1)?.requests ?? 0);
    await clients.run({ clients: CLIENTS, seconds: SECONDS, work: { calls, limit } });
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
