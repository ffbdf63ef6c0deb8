import { type Column, tableOf } from "../../kit/formatTable";
import { percentile } from "../../kit/statistics";
import { EMPTY, OTHER, TUTORIAL } from "./stageApps";
import type { Situation, Start } from "./WorkersHost";

/** All starts of one app in one situation. */
export interface Starts extends Situation {
  readonly name: string;
  readonly starts: readonly Start[];
}

export interface Row extends Situation {
  readonly name: string;
  /** The median of each, in milliseconds. */
  readonly medians: Start;
  readonly loadVersusEmpty: number;
  /** The first reply, in milliseconds over that of the empty app. */
  readonly overEmptyMs: number;
  /** The first reply, as a part of that of the tutorials' way, and of the other app where there is one. */
  readonly versusTutorial: number;
  readonly versusOther?: number;
}

/** Compares each app with those that were started in the same situation. */
export function rowsOf(all: readonly Starts[]): Row[] {
  const measured = all.map(({ starts, ...row }) => ({ ...row, medians: mediansOf(starts) }));
  return measured.map((row) => {
    const like = (name: string) =>
      measured.find(
        (each) => each.name === name && each.isSpecialized === row.isSpecialized && each.hostWorkMs === row.hostWorkMs,
      )?.medians;
    const { loadMs, firstMs } = row.medians;
    const other = like(OTHER);
    return {
      ...row,
      loadVersusEmpty: loadMs / (like(EMPTY)?.loadMs ?? NaN),
      overEmptyMs: firstMs - (like(EMPTY)?.firstMs ?? NaN),
      versusTutorial: firstMs / (like(TUTORIAL)?.firstMs ?? NaN),
      ...(other && { versusOther: firstMs / other.firstMs }),
    };
  });
}

function mediansOf(starts: readonly Start[]): Start {
  const median = (read: (start: Start) => number) => percentile(starts.map(read), 50);
  return {
    loadMs: median(({ loadMs }) => loadMs),
    answeredMs: median(({ answeredMs }) => answeredMs),
    firstMs: median(({ firstMs }) => firstMs),
    longestMs: median(({ longestMs }) => longestMs),
    cpuMs: median(({ cpuMs }) => cpuMs),
  };
}

const COLUMNS: readonly Column<Row>[] = [
  ["app", ({ name }) => name],
  ["start", ({ isSpecialized }) => (isSpecialized ? "specialized" : "cold")],
  ["host ms", ({ hostWorkMs }) => hostWorkMs],
  ["load ms", ({ medians }) => medians.loadMs.toFixed(0)],
  ["× empty", ({ loadVersusEmpty }) => loadVersusEmpty.toFixed(2)],
  ["answered ms", ({ medians }) => medians.answeredMs.toFixed(0)],
  ["first reply ms", ({ medians }) => medians.firstMs.toFixed(0)],
  ["over empty", ({ overEmptyMs }) => overEmptyMs.toFixed(0)],
  ["× tutorial", ({ versusTutorial }) => versusTutorial.toFixed(2)],
  ["× other", ({ versusOther }) => versusOther?.toFixed(2) ?? ""],
  ["longest turn ms", ({ medians }) => medians.longestMs.toFixed(0)],
  ["CPU ms", ({ medians }) => medians.cpuMs.toFixed(0)],
];

/** The rows for people. */
export function describeRows(rows: readonly Row[], runs: number): string {
  return `Starts of a worker, Node ${process.version}; the median of ${runs} by turns.

${tableOf(COLUMNS, rows)}
start        cold: counted from the start of the process; specialized: of a waiting one, from when it is told its app
host ms      what the host takes between the answer to that and its next question; not counted into the first reply
load         the worker's work until the app is loaded; answered: until the host knows
first reply  a token, asked for at once; of the empty app an empty reply
longest turn of the worker's event loop after the app was loaded; CPU: of all its threads
`;
}
