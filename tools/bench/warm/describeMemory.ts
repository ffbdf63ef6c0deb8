import { formatTable } from "../../kit/formatTable";
import type { MemoryAfter } from "./measureMemory";

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
