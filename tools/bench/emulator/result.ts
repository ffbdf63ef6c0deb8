import { tableOf } from "../../kit/formatTable";
import { inPercent } from "../../kit/statistics";
import type { Load } from "./measureLoads";
import type { Parts } from "./measureParts";

/** One part of what issuing a token costs. */
export interface Cost {
  readonly part: string;
  readonly microseconds: number;
  /** Of the whole, 0 to 1. */
  readonly share: number;
}

export interface Result {
  readonly node: string;
  /** Whether the emulator was kept on one core. */
  readonly pinned: boolean;
  readonly loads: readonly Load[];
  readonly costs: readonly Cost[];
  /** Requests per second that no emulator could exceed on this core: it has to hash, check and sign. */
  readonly floorPerSecond: number;
}

/** Puts what was measured together; the whole is a request of the load with the most per second. */
export function resultOf(loads: readonly Load[], pinned: boolean, parts: Parts): Result {
  const whole = 1e6 / Math.max(...loads.map(({ perSecond }) => perSecond));
  const { contentHash, hmac, tokenSignature, operation } = parts;
  const floor = contentHash + hmac + tokenSignature;
  const cost = (part: string, microseconds: number): Cost => ({ part, microseconds, share: microseconds / whole });
  return {
    node: process.version,
    pinned,
    loads,
    costs: [
      cost("content hash", contentHash),
      cost("HMAC", hmac),
      cost("RS256 signature", tokenSignature),
      cost("rest of the operation", operation - floor),
      cost("TLS, HTTP and rest", whole - operation),
      cost("whole", whole),
    ],
    floorPerSecond: 1e6 / floor,
  };
}

/** The result for people. */
export function describeResult({ node, pinned, loads, costs, floorPerSecond }: Result): string {
  const core = pinned ? "on one core" : "not kept on one core (there is no taskset)";
  const loadTable = tableOf<Load>(
    [
      ["connections", ({ connections }) => connections],
      ["requests", ({ requests }) => requests],
      ["per second", ({ perSecond }) => perSecond.toFixed(0)],
      ["p50 ms", ({ p50Ms }) => p50Ms.toFixed(2)],
      ["p99 ms", ({ p99Ms }) => p99Ms.toFixed(2)],
    ],
    loads,
  );
  const costTable = tableOf<Cost>(
    [
      ["part", ({ part }) => part],
      ["µs", ({ microseconds }) => microseconds.toFixed(1)],
      ["share", ({ share }) => inPercent(share, 1)],
    ],
    costs,
  );
  return `Issuing tokens, HMAC checked; Node ${node}, the emulator in a process of its own, ${core}.

${loadTable}
What a request costs, measured apart in this process; the whole is that of the busiest row above.

${costTable}
Hash, HMAC and signature alone would allow ${floorPerSecond.toFixed(0)} a second.
`;
}
