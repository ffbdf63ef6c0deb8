import { formatTable } from "../../kit/formatTable";
import { inPercent } from "../../kit/statistics";
import type { Result } from "./Result";

/** The result for people. */
export function describeResult({ node, pinned, loads, costs, floorPerSecond }: Result): string {
  const core = pinned ? "on one core" : "not kept on one core (there is no taskset)";
  const loadTable = formatTable(
    ["connections", "requests", "per second", "p50 ms", "p99 ms"],
    loads.map(({ connections, requests, perSecond, p50Ms, p99Ms }) => [
      String(connections),
      String(requests),
      perSecond.toFixed(0),
      p50Ms.toFixed(2),
      p99Ms.toFixed(2),
    ]),
  );
  const costTable = formatTable(
    ["part", "µs", "share"],
    costs.map(({ part, microseconds, share }) => [part, microseconds.toFixed(1), inPercent(share, 1)]),
  );
  return `Issuing tokens, HMAC checked; Node ${node}, the emulator in a process of its own, ${core}.

${loadTable}
What a request costs, measured apart in this process; the whole is that of the busiest row above.

${costTable}
Hash, HMAC and signature alone would allow ${floorPerSecond.toFixed(0)} a second.
`;
}
