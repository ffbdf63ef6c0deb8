/** One measurement: when, in seconds from the start, and what. */
export interface Sample {
  seconds: number;
  value: number;
}

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

/** What `reportMemory.ts` writes. */
const MEMORY_LINE = /^soak-memory-bytes (\d+) (\d+)$/;

/** The memory of a process over time, as the process tells it after each garbage collection. */
export class MemoryWatch {
  readonly #rss: Sample[] = [];
  readonly #heap: Sample[] = [];
  readonly #started = performance.now();

  /** Takes a log line of the process. Whether it was about memory. */
  take(line: string): boolean {
    const [, rss, heap] = MEMORY_LINE.exec(line) ?? [];
    const seconds = (performance.now() - this.#started) / 1000;
    if (rss !== undefined) {
      this.#rss.push({ seconds, value: Number(rss) / 1024 });
      this.#heap.push({ seconds, value: Number(heap) / 1024 });
    }
    return rss !== undefined;
  }

  get trends(): { rss: MemoryTrend; heap: MemoryTrend } {
    return { rss: memoryTrend(this.#rss), heap: memoryTrend(this.#heap) };
  }
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
  const growth = line && 60 * (line.slope - 2 * line.standardError);
  return {
    samples: samples.length,
    first: values[0] ?? 0,
    last: values.at(-1) ?? 0,
    max: values.reduce((most, value) => Math.max(most, value), 0),
    slopePerMinute: line && 60 * line.slope,
    standardErrorPerMinute: line && 60 * line.standardError,
    verdict: growth === undefined ? "too short to tell" : growth > FLAT_KIB_PER_MINUTE ? "growing" : "flat",
  };
}

/** A straight line through measurements. */
export interface Line {
  /** Change of the value per second. */
  slope: number;
  /** Of the slope: the true one is within two of these with a certainty of about 95 %. */
  standardError: number;
}

/** The line with the least squares of the distances; undefined for fewer than three samples or no time between them. */
export function leastSquares(samples: readonly Sample[]): Line | undefined {
  const count = samples.length;
  const meanTime = sum(samples.map(({ seconds }) => seconds)) / count;
  const meanValue = sum(samples.map(({ value }) => value)) / count;
  const spread = sum(samples.map(({ seconds }) => (seconds - meanTime) ** 2));
  if (count < 3 || spread === 0) {
    return undefined;
  }
  const slope = sum(samples.map(({ seconds, value }) => (seconds - meanTime) * (value - meanValue))) / spread;
  const residuals = sum(samples.map(({ seconds, value }) => (value - meanValue - slope * (seconds - meanTime)) ** 2));
  return { slope, standardError: Math.sqrt(residuals / (count - 2) / spread) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
