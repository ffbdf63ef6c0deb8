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
  ["host's work ms", ({ hostWorkMs }) => hostWorkMs],
  ["load ms", ({ medians }) => medians.loadMs.toFixed(0)],
  ["load × empty", ({ loadVersusEmpty }) => loadVersusEmpty.toFixed(2)],
  ["answered ms", ({ medians }) => medians.answeredMs.toFixed(0)],
  ["reply ms", ({ medians }) => medians.firstMs.toFixed(0)],
  ["reply − empty", ({ overEmptyMs }) => overEmptyMs.toFixed(0)],
  ["reply × tutorial", ({ versusTutorial }) => versusTutorial.toFixed(2)],
];

const VERSUS_OTHER: readonly Column<Row>[] = [["reply × other", ({ versusOther }) => versusOther?.toFixed(2) ?? ""]];

const LAST_COLUMNS: readonly Column<Row>[] = [
  ["longest turn ms", ({ medians }) => medians.longestMs.toFixed(0)],
  ["CPU ms", ({ medians }) => medians.cpuMs.toFixed(0)],
];

/** The rows for people. */
export function describeRows(rows: readonly Row[], runs: number): string {
  const hasOther = rows.some(({ versusOther }) => versusOther !== undefined);
  const columns = [...COLUMNS, ...(hasOther ? VERSUS_OTHER : []), ...LAST_COLUMNS];
  return `Starts of a worker, the process in which the Functions host runs an app; Node ${process.version}. Each figure is the median
of ${runs} starts; the apps take turns.

${tableOf(columns, rows)}
start             cold: the host starts a worker for the app, and times count from then
                  specialized: it takes a worker that waits already, as Azure keeps some, and times count from when
                  that is told which app to run
host's work ms    how long the host is busy between "the app is loaded" and its next question; in no other column
load ms           until the app's code is loaded; × empty: as a multiple of the empty app's time
answered ms       until the host is told that
reply ms          until the reply to a first request, which asks for a token (the empty app: an empty reply);
                  − empty: how much later than the empty app's; × tutorial: as a multiple of that of the tutorials' way
${hasOther ? "                  × other: as a multiple of that of the app in --against\n" : ""}longest turn ms   the longest time, after the app is loaded, in which the worker can do nothing else
CPU ms            what all threads of the worker spend until the reply
`;
}
