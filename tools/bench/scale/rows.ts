import { cpus } from "node:os";
import { formatTable } from "../../kit/formatTable";
import { type Figure, figureOf, inPercent } from "../../kit/statistics";
import type { SelfTime } from "../probe/selfTimes";
import type { Plan } from "../runBench";
import type { Measured, Sample } from "./measurePoints";

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

const HEADING = ["what grows", "size", "CPU ms", "× first", "±", "p50 ms", "±", "given up", "table ms", "rest ms"];

/** The result for people. */
export function describeScale({ node, rounds, seconds, rows, profile }: Result): string {
  return `Node ${node}, ${cpus().length} cores; ${rounds} rounds, each run ${seconds} s; medians of the rounds.

${formatTable(HEADING, rows.map(cellsOf))}
CPU ms    user and system of the API's process for each request
× first   against the first size of the same thing in the same round
±         how far the rounds lie apart, highest less lowest, as a part of the median: of × first, and of p50
given up  requests of all rounds that the API answered 503 or 504, having no time left for them
table ms  p50 of a bare read of one row, without the API: what Azurite, which stands in for Table Storage, takes
rest ms   p50 less that

Where the API's process spends its time under IssueToken:

${formatTable(
  ["module", "self time"],
  profile.map(({ module, share }) => [module, inPercent(share, 1)]),
)}`;
}

function cellsOf({ what, size, cpuMs, cpuRatio, p50Ms, givenUp, tableP50Ms, p50WithoutTableMs }: Row): string[] {
  return [
    what,
    String(size),
    cpuMs.median.toFixed(2),
    cpuRatio.median.toFixed(2),
    inPercent(cpuRatio.spread),
    p50Ms.median.toFixed(2),
    inPercent(p50Ms.spread),
    String(givenUp),
    tableP50Ms?.median.toFixed(2) ?? "",
    p50WithoutTableMs?.median.toFixed(2) ?? "",
  ];
}
