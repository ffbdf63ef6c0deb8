import { formatTable } from "../../kit/formatTable";
import type { Entry } from "../faults/Journal";
import { type MemoryTrend, RULE } from "../measure/memoryTrend";
import type { Latency, SoakReport } from "./SoakReport";

/** The most of what was injected that is printed. */
const PRINTED = 30;

/** The report for people. */
export function describeReport(report: SoakReport): string {
  const { node, seed, clients, seconds, requests, perSecond, injected, leaks, broken, troubled } = report;
  const outcomes = report.outcomes.map(({ operation, outcome, count }) => [`${operation} ${outcome}`, String(count)]);
  const total = [`all, ${perSecond.toFixed(0)} a second`, String(requests)];
  const explained = broken.explained.map((each) => `  ${each}\n`).join("");
  const more = broken.count > broken.explained.length ? `  and ${broken.count - broken.explained.length} more\n` : "";
  return `${clients} clients for ${seconds.toFixed(0)} s, seed ${seed}, Node ${node}.

${formatTable(["operation and outcome", "requests"], [...outcomes, total])}
${formatTable(
  ["milliseconds", "requests", "p50", "p99", "max"],
  [latencyRow("outside fault windows", report.latency.outside), latencyRow("inside", report.latency.inside)],
)}  This process's own timers were up to ${report.worstLatenessMs.toFixed(0)} ms late.

${formatTable(
  ["memory of the host, KiB", "samples", "first", "last", "max", "slope/min", "± 2 s.e.", "verdict"],
  [memoryRow("resident", report.memory.rss), memoryRow("heap after garbage collection", report.memory.heap)],
)}  ${RULE}. The heap's verdict is a promise; resident memory is told beside it.

${injectedText(injected)}
${troubled} requests were answered 429 or 5xx while something behind the API was in trouble.
${leaks.looked} log lines, header sets and error replies were looked at for secrets: ${leaks.found} found.
Identities lost: ${report.identities.lost}, false 204s: ${report.identities.false204s}.
${broken.count} broken promises${broken.count === 0 ? "." : ":"}
${explained}${more}Verdict: ${report.verdict}.
`;
}

function latencyRow(name: string, { requests, p50, p99, max }: Latency): string[] {
  return [name, String(requests), p50.toFixed(0), p99.toFixed(0), max.toFixed(0)];
}

function memoryRow(name: string, trend: MemoryTrend): string[] {
  const { samples, first, last, max, slopePerMinute, standardErrorPerMinute, verdict } = trend;
  const slope = slopePerMinute === undefined ? "-" : slopePerMinute.toFixed(0);
  const error = standardErrorPerMinute === undefined ? "-" : (2 * standardErrorPerMinute).toFixed(0);
  return [name, String(samples), ...[first, last, max].map((value) => value.toFixed(0)), slope, error, verdict];
}

function injectedText({ count, latest }: { count: number; latest: readonly Entry[] }): string {
  const shown = latest.slice(-PRINTED);
  const lines = shown.map(({ seconds, what }) => `  ${seconds.toFixed(1).padStart(7)} s  ${what}\n`).join("");
  return `What was injected${count > shown.length ? `, the latest ${shown.length} of ${count}` : ""}:\n${lines}`;
}
