import type { HttpWork } from "../load/HttpWork";
import type { LoadProcess } from "../load/LoadProcess";
import type { Probe } from "../probe/Probe";
import type { Load, Sample, Subject } from "./Subject";

interface Server {
  /** Sits in the process under test. */
  readonly probe: Probe;
  /** Where the clients are. */
  readonly clients: LoadProcess;
}

/** Calls of a server by clients in another process. */
export function serverSubject(
  name: string,
  { probe, clients }: Server,
  workFor: (load: Load) => HttpWork | Promise<HttpWork>,
): Subject {
  let work: HttpWork | undefined;
  const prepare = async (load: Load): Promise<void> => {
    work = await workFor(load);
  };
  const measure = async (load: Load): Promise<Sample> => {
    const before = await probe.cpu();
    const { requests, perSecond, givenUp, p50Ms, p99Ms } = await clients.run({ ...load, work });
    return { perSecond, givenUp, p50Ms, p99Ms, cpuMs: ((await probe.cpu()) - before) / requests };
  };
  return { name, prepare, measure };
}
