import { type Figure, figureOf } from "../../kit/statistics";
import type { Measured } from "./measureRounds";

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
  readonly versusExpress: { readonly cpuRatio: Figure; readonly rateRatio: Figure };
}

type Sample = Measured["samples"][number];

/** Compares what each round measured with what the same round measured of the SDK and of the Express server. */
export function rowsOf(all: readonly Measured[], sdk: string, express: string): Row[] {
  return all.map(({ name, clients, samples }) => {
    const of = (value: (sample: Sample) => number) => figureOf(samples.map(value));
    const against = (whom: string, compare: (mine: Sample, theirs: Sample) => number) => {
      const theirs = samplesOf(all, whom, clients);
      const pairs = samples.flatMap((mine, round) => {
        const other = theirs[round];
        return other ? [compare(mine, other)] : [];
      });
      return figureOf(pairs);
    };
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
      versusExpress: {
        cpuRatio: against(express, (mine, theirs) => mine.cpuMs / theirs.cpuMs),
        rateRatio: against(express, (mine, theirs) => mine.perSecond / theirs.perSecond),
      },
    };
  });
}

function samplesOf(all: readonly Measured[], name: string, clients: number): readonly Sample[] {
  return all.find((measured) => measured.name === name && measured.clients === clients)?.samples ?? [];
}
