import { cpus } from "node:os";
import { type Column, tableOf } from "../../kit/formatTable";
import { type Figure, figureOf, inPercent } from "../../kit/statistics";
import type { SelfTime } from "../probe/selfTimes";
import type { Plan } from "../runBench";
import type { Measured, Sample } from "./points";

/** What calls cost at one size, over all rounds. */
export interface Row {
  readonly what: string;
  readonly size: number;
  /** Milliseconds of the API's CPU for each request. */
  readonly cpuMs: Figure;
  /** Against the first size of the same thing, in the same round. */
  readonly cpuRatio: Figure;
  readonly p50Ms: Figure;
  /** In all rounds together: requests that the API gave up, and that count in no figure but the CPU. */
  readonly givenUp: number;
  /** p50 of a bare read of a row, and what is left of `p50Ms` without it; where there is a directory. */
  readonly tableP50Ms?: Figure;
  readonly p50WithoutTableMs?: Figure;
}

export function rowsOf(all: readonly Measured[]): Row[] {
  return all.map(({ point: { what, size }, samples }) => {
    const first = all.find(({ point }) => point.what === what)?.samples ?? [];
    return {
      what,
      size,
      cpuMs: figureOf(samples.map(({ cpuMs }) => cpuMs)),
      cpuRatio: figureOf(samples.map(({ cpuMs }, round) => cpuMs / (first[round]?.cpuMs ?? NaN))),
      p50Ms: figureOf(samples.map(({ p50Ms }) => p50Ms)),
      givenUp: samples.reduce((sum, { givenUp }) => sum + givenUp, 0),
      ...tableFigures(samples),
    };
  });
}

function tableFigures(samples: readonly Sample[]): Pick<Row, "tableP50Ms" | "p50WithoutTableMs"> {
  const reads = samples.flatMap(({ tableP50Ms }) => tableP50Ms ?? []);
  const rest = samples.flatMap(({ p50Ms, tableP50Ms }) => (tableP50Ms === undefined ? [] : p50Ms - tableP50Ms));
  return reads.length === 0 ? {} : { tableP50Ms: figureOf(reads), p50WithoutTableMs: figureOf(rest) };
}

export interface Result extends Plan {
  readonly node: string;
  readonly rows: readonly Row[];
  /** Of the API's process under IssueToken, the most first. */
  readonly profile: readonly SelfTime[];
}

const COLUMNS: readonly Column<Row>[] = [
  ["what grows", ({ what }) => what],
  ["size", ({ size }) => size],
  ["CPU ms", ({ cpuMs }) => cpuMs.median.toFixed(2)],
  ["× first", ({ cpuRatio }) => cpuRatio.median.toFixed(2)],
  ["±", ({ cpuRatio }) => inPercent(cpuRatio.spread)],
  ["p50 ms", ({ p50Ms }) => p50Ms.median.toFixed(2)],
  ["±", ({ p50Ms }) => inPercent(p50Ms.spread)],
  ["given up", ({ givenUp }) => givenUp],
  ["table ms", ({ tableP50Ms }) => tableP50Ms?.median.toFixed(2) ?? ""],
  ["rest ms", ({ p50WithoutTableMs }) => p50WithoutTableMs?.median.toFixed(2) ?? ""],
];

/** The result for people. */
export function describeScale({ node, rounds, seconds, rows, profile }: Result): string {
  return `Node ${node}, ${cpus().length} cores; ${rounds} rounds, each run ${seconds} s; medians of the rounds.

${tableOf(COLUMNS, rows)}
CPU ms    user and system of the API's process for each request
× first   against the first size of the same thing in the same round
±         how far the rounds lie apart, highest less lowest, as a part of the median: of × first, and of p50
given up  requests of all rounds that the API answered 503 or 504, having no time left for them
table ms  p50 of a bare read of one row, without the API: what Azurite, which stands in for Table Storage, takes
rest ms   p50 less that

Where the API's process spends its time under IssueToken:

${tableOf<SelfTime>(
  [
    ["module", ({ module }) => module],
    ["self time", ({ share }) => inPercent(share, 1)],
  ],
  profile,
)}`;
}
