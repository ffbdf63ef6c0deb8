import type { Sample } from "./BoundedSeries";
import { leastSquares } from "./leastSquares";

/** How some memory went, in KiB. */
export interface MemoryTrend {
  samples: number;
  first: number;
  last: number;
  max: number;
  /** Of the second half; undefined when that is too short for one. */
  slopePerMinute: number | undefined;
  standardErrorPerMinute: number | undefined;
  verdict: "flat" | "growing" | "too short to tell";
}

/** A slope up to this is no growth: what a run of an hour gains by it is less than a warm cache. */
export const FLAT_KIB_PER_MINUTE = 256;

/** With fewer samples than this in the second half the line says nothing. */
const FEWEST_SAMPLES = 8;

/** A process fills its caches first, and its heap finds its size: a second half shorter than this tells of that only. */
export const SHORTEST_HALF_SECONDS = 120;

export const RULE = `growing: the slope of the second half is above ${FLAT_KIB_PER_MINUTE} KiB/min by more than two standard errors; else flat`;

/** Samples in KiB. */
export function memoryTrend(samples: readonly Sample[]): MemoryTrend {
  const values = samples.map(({ value }) => value);
  const half = (samples.at(-1)?.seconds ?? 0) / 2;
  const second = samples.filter(({ seconds }) => seconds >= half);
  const isShort = half < SHORTEST_HALF_SECONDS || second.length < FEWEST_SAMPLES;
  const line = isShort ? undefined : leastSquares(second);
  const [slope, error] = [perMinute(line?.slope), perMinute(line?.standardError)];
  return {
    samples: samples.length,
    first: values[0] ?? 0,
    last: values.at(-1) ?? 0,
    max: Math.max(0, ...values),
    slopePerMinute: slope,
    standardErrorPerMinute: error,
    verdict: verdictOn(slope, error),
  };
}

function perMinute(perSecond: number | undefined): number | undefined {
  return perSecond === undefined ? undefined : perSecond * 60;
}

function verdictOn(slope: number | undefined, standardError: number | undefined): MemoryTrend["verdict"] {
  if (slope === undefined || standardError === undefined) {
    return "too short to tell";
  }
  return slope - 2 * standardError > FLAT_KIB_PER_MINUTE ? "growing" : "flat";
}
