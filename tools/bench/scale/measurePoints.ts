import type { LoadProcess } from "../load/LoadProcess";
import type { Plan } from "../runBench";
import type { Point } from "./points";

/** What one run has measured. */
export interface Sample {
  /** Milliseconds of the API's CPU for each request. */
  readonly cpuMs: number;
  readonly p50Ms: number;
  /** Requests that the API gave up. */
  readonly givenUp: number;
  /** p50 of a bare read of a row, where there is a directory. */
  readonly tableP50Ms?: number;
}

export interface Measured {
  readonly point: Point;
  /** One of each round, in their order. */
  readonly samples: Sample[];
}

/** Measures every point, one after the other, so many rounds, after one run of each that does not count. */
export async function measurePoints(
  points: readonly Point[],
  clients: LoadProcess,
  { rounds, seconds }: Plan,
): Promise<Measured[]> {
  const all = points.map((point): Measured => ({ point, samples: [] }));
  for (const { point } of all) {
    await callOnce(point, clients);
    await run(point, clients, seconds);
  }
  for (let round = 0; round < rounds; round++) {
    for (const { point, samples } of all) {
      samples.push(await run(point, clients, seconds));
    }
  }
  return all;
}

/** The first call of a user creates the identity: that is another thing. */
async function callOnce({ calls }: Point, clients: LoadProcess): Promise<void> {
  await clients.run({ clients: FIRST_CALLS_AT_ONCE, seconds: LONG_SECONDS, work: { calls, limit: calls.length } });
}

const FIRST_CALLS_AT_ONCE = 8;
/** The number of calls ends it. */
const LONG_SECONDS = 3_600;

async function run(point: Point, clients: LoadProcess, seconds: number): Promise<Sample> {
  const { probe } = point.api;
  const before = await probe.cpu();
  const { requests, givenUp, p50Ms } = await clients.run({
    clients: point.clients,
    seconds,
    work: { calls: point.calls },
  });
  const cpuMs = ((await probe.cpu()) - before) / requests;
  return { cpuMs, p50Ms, givenUp, ...(point.directory && { tableP50Ms: await point.directory.readP50Ms() }) };
}
