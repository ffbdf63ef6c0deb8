import { type Figure, figureOf } from "../../kit/statistics";
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
