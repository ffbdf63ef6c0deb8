import { cpus } from "node:os";
import type { Bar } from "../../kit/barChart";
import { type Column, tableOf } from "../../kit/formatTable";
import { type Figure, figureOf, inPercent } from "../../kit/statistics";
import type { Plan } from "../runBench";
import { EXPRESS, type Measured, otherwise, type Sample, SDK } from "./subjects";

/** One subject under one load, over all rounds. */
export interface Row {
  readonly name: string;
  readonly clients: number;
  readonly perSecond: Figure;
  /** In all rounds together: requests that the server gave up, and that count in no figure but the CPU. */
  readonly givenUp: number;
  readonly p50Ms: Figure;
  readonly p99Ms: Figure;
  /** Milliseconds of CPU for each request. */
  readonly cpuMs: Figure;
  /** Cores that the emulator had to work on meanwhile. */
  readonly emulatorBusy: Figure;
  /** Against the SDK called directly, in the same round. */
  readonly versusSdk: { readonly cpuRatio: Figure; readonly addedP50Ms: Figure };
  /** Against the Express server, in the same round. */
  readonly versusExpress: Comparison;
  /** Against the other app, where there is one, in the same round. */
  readonly versusOther?: Comparison;
}

interface Comparison {
  readonly cpuRatio: Figure;
  readonly rateRatio: Figure;
}

/** Compares what each round measured with what the same round measured of the SDK and of the Express server. */
export function rowsOf(all: readonly Measured[]): Row[] {
  return all.map(({ name, clients, samples }) => {
    const of = (value: (sample: Sample) => number) => figureOf(samples.map(value));
    const against = (theirs: readonly Sample[], compare: (mine: Sample, theirs: Sample) => number) =>
      figureOf(samples.flatMap((mine, round) => (theirs[round] ? [compare(mine, theirs[round])] : [])));
    const comparedWith = (theirs: readonly Sample[]): Comparison => ({
      cpuRatio: against(theirs, (mine, other) => mine.cpuMs / other.cpuMs),
      rateRatio: against(theirs, (mine, other) => mine.perSecond / other.perSecond),
    });
    const sdk = samplesOf(all, SDK, clients);
    const other = samplesOf(all, otherwise(name), clients);
    return {
      name,
      clients,
      perSecond: of(({ perSecond }) => perSecond),
      givenUp: samples.reduce((sum, { givenUp }) => sum + givenUp, 0),
      p50Ms: of(({ p50Ms }) => p50Ms),
      p99Ms: of(({ p99Ms }) => p99Ms),
      cpuMs: of(({ cpuMs }) => cpuMs),
      emulatorBusy: of(({ emulatorBusy }) => emulatorBusy),
      versusSdk: {
        cpuRatio: against(sdk, (mine, theirs) => mine.cpuMs / theirs.cpuMs),
        addedP50Ms: against(sdk, (mine, theirs) => mine.p50Ms - theirs.p50Ms),
      },
      versusExpress: comparedWith(samplesOf(all, EXPRESS, clients)),
      ...(other.length > 0 && { versusOther: comparedWith(other) }),
    };
  });
}

function samplesOf(all: readonly Measured[], name: string, clients: number): readonly Sample[] {
  return all.find((measured) => measured.name === name && measured.clients === clients)?.samples ?? [];
}

const COLUMNS: readonly Column<Row>[] = [
  ["what", ({ name }) => name],
  ["clients", ({ clients }) => clients],
  ["CPU ms", ({ cpuMs }) => cpuMs.median.toFixed(2)],
  ["× SDK", ({ versusSdk }) => versusSdk.cpuRatio.median.toFixed(2)],
  ["× Express", ({ versusExpress }) => versusExpress.cpuRatio.median.toFixed(2)],
  ["± CPU", ({ cpuMs }) => inPercent(cpuMs.spread)],
  ["per second", ({ perSecond }) => perSecond.median.toFixed(0)],
  ["× Express", ({ versusExpress }) => versusExpress.rateRatio.median.toFixed(2)],
  ["± rate", ({ perSecond }) => inPercent(perSecond.spread)],
  ["p50 ms", ({ p50Ms }) => p50Ms.median.toFixed(2)],
  ["− SDK", ({ versusSdk }) => versusSdk.addedP50Ms.median.toFixed(2)],
  ["p99 ms", ({ p99Ms }) => p99Ms.median.toFixed(2)],
  ["emulator", ({ emulatorBusy }) => inPercent(emulatorBusy.median)],
];

const VERSUS_OTHER: readonly Column<Row>[] = [
  ["× other", ({ versusOther }) => versusOther?.cpuRatio.median.toFixed(2) ?? ""],
  ["rate × other", ({ versusOther }) => versusOther?.rateRatio.median.toFixed(2) ?? ""],
];

/** The rows for people. `peaks`: the most memory, in MB, that the process of each app held. */
export function describeRows(rows: readonly Row[], peaks: readonly number[], { rounds, seconds }: Plan): string {
  const columns = peaks.length > 1 ? [...COLUMNS.slice(0, 3), ...VERSUS_OTHER, ...COLUMNS.slice(3)] : COLUMNS;
  const givenUp = rows.filter((row) => row.givenUp > 0).map(givenUpLine);
  return `Node ${process.version}, ${cpus().length} cores; ${rounds} rounds, each run ${seconds} s; medians of the rounds.

${tableOf(columns, rows)}${givenUp.join("")}
At most the app's process held ${peaks.map((peak) => `${peak.toFixed(0)} MB`).join(", the other's ")}.

CPU ms     user and system of the process under test for each request; for the first two, of the clients themselves
× SDK      against the SDK called directly in the same round; − SDK: p50 less that of the SDK, in ms
× Express  against the Express server in the same round${peaks.length > 1 ? "; × other: against the other app" : ""}
± CPU      how far the rounds lie apart, highest less lowest, as a part of the median; ± rate: that of per second
emulator   how much of one core the emulator worked meanwhile: near 100 % it sets the pace, not what is measured

Emulator, server and clients share the cores, so rates and waits are those of this machine with all of them on it; the
CPU of a request is the figure that is least disturbed. IssueToken is what the SDK and Express rows do too. The server
processes speak plain HTTP to their clients, and HTTPS to the emulator. This API runs in the development host, whose CPU
counts as the API's: the empty function is what of it is left without the API. Clients call without a pause, so many of
them tell how much gets through and not how long one call takes: what the API adds to a wait shows at 1 client. The SDK
has one HTTP client for all of its clients in a process, so Express makes no new connection for each request either.
`;
}

/** The CPU of each row. */
export function barsOf(rows: readonly Row[]): Bar[] {
  const several = new Set(rows.map(({ clients }) => clients)).size > 1;
  return rows.map(({ name, clients, cpuMs }) => ({
    label: several ? `${name}, ${clients}` : name,
    value: cpuMs.median,
  }));
}

function givenUpLine({ name, clients, givenUp }: Row): string {
  return `${name}, ${clients} clients: ${givenUp} more requests were given up (503, 504).\n`;
}
