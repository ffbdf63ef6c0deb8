import type { RecordableHistogram } from "node:perf_hooks";
import { formatTable } from "../kit/formatTable";
import type { Entry } from "./faults/FaultInjector";
import { type MemoryTrend, RULE } from "./measure/memoryTrend";

/** Latencies in milliseconds. */
export interface Latency {
  requests: number;
  p50: number;
  p99: number;
  max: number;
}

/** Promises that were not kept; the first few are explained. */
export interface Found {
  count: number;
  explained: readonly string[];
}

/** What a soak run found. */
export interface SoakReport {
  node: string;
  seed: number;
  clients: number;
  seconds: number;
  requests: number;
  perSecond: number;
  outcomes: { operation: string; outcome: string; count: number }[];
  latency: { outside: Latency; inside: Latency };
  /** How late this process's own timers were at most: a measure of how busy the machine was. */
  worstLatenessMs: number;
  injected: { count: number; latest: readonly Entry[] };
  /** Requests that were answered 429 or 5xx because something behind the API was in trouble. */
  troubled: number;
  memory: { rss: MemoryTrend; heap: MemoryTrend };
  leaks: { looked: number; found: number };
  /**
   * How many users have another identity than before without ACS's verdict or a move, and how many calls were answered 204
   * though a token that they end is valid, or an identity that they delete lives.
   */
  identities: { lost: number; false204s: number };
  violations: Found;
  verdict: "all promises kept" | "broken promises";
}

/** The most of what was injected that is printed. */
const PRINTED = 30;

/** The report for people. */
export function describeReport(report: SoakReport): string {
  const { node, seed, clients, seconds, requests, perSecond, injected, leaks, violations, troubled } = report;
  const outcomes = report.outcomes.map(({ operation, outcome, count }) => [`${operation} ${outcome}`, String(count)]);
  const total = [`all, ${perSecond.toFixed(0)} a second`, String(requests)];
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
${violations.count} broken promises${violations.count === 0 ? "." : ":"}
${explain(violations)}Verdict: ${report.verdict}.
`;
}

/** A line for each that is explained. */
export function explain({ count, explained }: Found): string {
  const lines = explained.map((each) => `  ${each}\n`).join("");
  return count > explained.length ? `${lines}  and ${count - explained.length} more\n` : lines;
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
