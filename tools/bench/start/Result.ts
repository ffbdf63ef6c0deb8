import { percentile } from "../../kit/statistics";
import type { Start } from "./measureStart";

export interface Spread {
  readonly p10: number;
  readonly median: number;
  readonly p90: number;
}

/** All starts of one app. */
export interface AppResult {
  readonly name: string;
  /** In milliseconds and megabytes, as a {@link Start} is. */
  readonly figures: Readonly<Record<keyof Start, Spread>>;
  /** How many times the median load of the first app. */
  readonly loadRatio: number;
  /** The median first reply after the start, in milliseconds over that of the first app. */
  readonly firstOverMs: number;
}

export interface Result {
  readonly node: string;
  readonly runs: number;
  readonly apps: readonly AppResult[];
}

export interface Starts {
  readonly name: string;
  readonly starts: readonly Start[];
}

/** Compares all apps with the first. */
export function resultOf(all: readonly Starts[]): Result {
  const figures = all.map(({ starts }) => figuresOf(starts));
  const [base] = figures;
  return {
    node: process.version,
    runs: Math.max(...all.map(({ starts }) => starts.length)),
    apps: all.map(({ name, starts }) => {
      const own = figuresOf(starts);
      return {
        name,
        figures: own,
        loadRatio: own.loadMs.median / (base?.loadMs.median ?? NaN),
        firstOverMs: own.firstMs.median - (base?.firstMs.median ?? NaN),
      };
    }),
  };
}

function figuresOf(starts: readonly Start[]): AppResult["figures"] {
  const spread = (read: (start: Start) => number): Spread => {
    const values = starts.map(read);
    return { p10: percentile(values, 10), median: percentile(values, 50), p90: percentile(values, 90) };
  };
  return {
    loadMs: spread(({ loadMs }) => loadMs),
    readyMs: spread(({ readyMs }) => readyMs),
    firstMs: spread(({ firstMs }) => firstMs),
    firstAfterReadyMs: spread(({ firstAfterReadyMs }) => firstAfterReadyMs),
    userMs: spread(({ userMs }) => userMs),
    systemMs: spread(({ systemMs }) => systemMs),
    peakMb: spread(({ peakMb }) => peakMb),
  };
}
