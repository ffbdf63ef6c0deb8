import type { Entry } from "../faults/Journal";
import type { MemoryTrend } from "../measure/memoryTrend";

/** Latencies in milliseconds. */
export interface Latency {
  requests: number;
  p50: number;
  p99: number;
  max: number;
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
  broken: { count: number; explained: readonly string[] };
  verdict: "all promises kept" | "broken promises";
}
