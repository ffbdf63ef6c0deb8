import { type Column, tableOf } from "../../kit/formatTable";
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
  const apps = all.map(({ name, starts }) => ({ name, figures: figuresOf(starts) }));
  const base = apps[0]?.figures;
  return {
    node: process.version,
    runs: Math.max(...all.map(({ starts }) => starts.length)),
    apps: apps.map(({ name, figures }) => ({
      name,
      figures,
      loadRatio: figures.loadMs.median / (base?.loadMs.median ?? NaN),
      firstOverMs: figures.firstMs.median - (base?.firstMs.median ?? NaN),
    })),
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

const COLUMNS: readonly Column<AppResult>[] = [
  ["app", ({ name }) => name],
  ["load ms", ({ figures }) => textOf(figures.loadMs)],
  ["ratio", ({ loadRatio }) => loadRatio.toFixed(2)],
  ["ready ms", ({ figures }) => textOf(figures.readyMs)],
  ["first reply ms", ({ figures }) => textOf(figures.firstMs)],
  ["over empty", ({ firstOverMs }) => firstOverMs.toFixed(0)],
  ["after ready ms", ({ figures }) => textOf(figures.firstAfterReadyMs)],
  ["user ms", ({ figures }) => textOf(figures.userMs)],
  ["system ms", ({ figures }) => textOf(figures.systemMs)],
  ["peak MB", ({ figures }) => textOf(figures.peakMb)],
];

/** The result for people. */
export function describeResult({ node, runs, apps }: Result): string {
  return `Starts of the development host, Node ${node}; the median of ${runs} in turn, and the tenth and ninetieth percentile.

${tableOf(COLUMNS, apps)}
load: from when the host began to load the app until it was loaded. ready: from the start of the process.
first reply: from the start of the process until a first request, sent when the host was ready, was answered: a token,
of the empty app an empty reply. user, system, peak: of the host's process until then.
`;
}

function textOf({ p10, median, p90 }: Spread): string {
  return `${median.toFixed(0)} (${p10.toFixed(0)}-${p90.toFixed(0)})`;
}
