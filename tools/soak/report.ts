import type { RecordableHistogram } from "node:perf_hooks";
import { formatTable } from "../kit/formatTable";
import { type MemoryTrend, RULE } from "./memory";

/** Latencies in milliseconds. */
interface Latency {
  requests: number;
  p50: number;
  p99: number;
  max: number;
}

export const KEPT = "all promises kept";

/** What a soak run found. */
export interface SoakReport {
  node: string;
  seed: number;
  clients: number;
  seconds: number;
  requests: number;
  /** How often each operation came to each outcome, such as `IssueToken 200`. */
  outcomes: Record<string, number>;
  latency: { outside: Latency; inside: Latency };
  /** How late this process's own timers were at most: a measure of how busy the machine was. */
  worstLatenessMs: number;
  /** What was done to the API and its surroundings; the latest, with seconds from the start. */
  injected: { count: number; latest: readonly { seconds: number; what: string }[] };
  /** Requests that were answered 429 or 5xx because something behind the API was in trouble. */
  troubled: number;
  kills: number;
  /** Requests that may have created an identity of which nobody was told, and identities of which nobody was, after kills. */
  untold: { requests: number; identities: number };
  /** Of the host's process, which tells of it every few seconds: of one that is killed again and again, nothing. */
  memory: { rss: MemoryTrend; heap: MemoryTrend };
  leaks: { looked: number; found: number };
  /**
   * How many users have another identity than before without ACS's verdict or a move, and how many calls were answered 204
   * though a token that they end is valid, or an identity that they delete lives.
   */
  identities: { lost: number; false204s: number };
  /** Promises that were not kept; the first few are explained. */
  violations: { count: number; explained: readonly string[] };
  verdict: typeof KEPT | "broken promises";
}

/** The most of what was injected that is printed. */
const PRINTED = 30;

/** The report for people. */
export function describeReport(report: SoakReport): string {
  const { node, seed, clients, seconds, requests, injected, leaks, violations, untold, latency, memory } = report;
  const outcomes = Object.entries(report.outcomes).map(([outcome, count]) => [outcome, String(count)]);
  const total = [`all, ${(requests / seconds).toFixed(0)} a second`, String(requests)];
  const latest = injected.latest.slice(-PRINTED);
  const lines = violations.explained.map((each) => `  ${each}\n`).join("");
  const more = violations.count - violations.explained.length;
  const explained = more > 0 ? `${lines}  and ${more} more\n` : lines;
  const killed =
    report.kills > 0
      ? `${report.kills} kills: ${untold.requests} requests may have left an identity untold, ${untold.identities} did.\n`
      : "";
  return `${clients} clients for ${seconds.toFixed(0)} s, seed ${seed}, Node ${node}.

${formatTable(["operation and outcome", "requests"], [...outcomes, total])}
${formatTable(
  ["milliseconds", "requests", "p50", "p99", "max"],
  [latencyRow("outside fault windows", latency.outside), latencyRow("inside", latency.inside)],
)}  This process's own timers were up to ${report.worstLatenessMs.toFixed(0)} ms late.

${formatTable(
  ["memory of the host, KiB", "samples", "first", "last", "max", "slope/min", "± 2 s.e.", "verdict"],
  [memoryRow("resident", memory.rss), memoryRow("heap after garbage collection", memory.heap)],
)}  ${RULE}. The heap's verdict is a promise; resident memory is told beside it.

What was injected, the latest ${latest.length} of ${injected.count}:
${latest.map((each) => `  ${each.seconds.toFixed(1).padStart(7)} s  ${each.what}\n`).join("")}
${report.troubled} requests were answered 429 or 5xx while something behind the API was in trouble.
${killed}${leaks.looked} log lines, header sets and error replies were looked at for secrets: ${leaks.found} found.
Identities lost: ${report.identities.lost}, false 204s: ${report.identities.false204s}.
${violations.count} broken promises${explained === "" ? "." : ":"}
${explained}Verdict: ${report.verdict}.
`;
}

export function latencyOf(histogram: RecordableHistogram): Latency {
  const milliseconds = (value: number) => value / 1_000;
  const [p50, p99] = [milliseconds(histogram.percentile(50)), milliseconds(histogram.percentile(99))];
  return { requests: histogram.count, p50, p99, max: milliseconds(histogram.max) };
}

function latencyRow(name: string, { requests, p50, p99, max }: Latency): string[] {
  return [name, String(requests), p50.toFixed(0), p99.toFixed(0), max.toFixed(0)];
}

function memoryRow(name: string, trend: MemoryTrend): string[] {
  const { samples, first, last, max, slopePerMinute, standardErrorPerMinute = NaN, verdict } = trend;
  const figures = [first, last, max, slopePerMinute ?? NaN, 2 * standardErrorPerMinute];
  return [name, String(samples), ...figures.map((value) => (isNaN(value) ? "-" : value.toFixed(0))), verdict];
}
