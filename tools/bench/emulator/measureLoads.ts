import { spawnSync } from "node:child_process";
import type { Stage } from "../../testbed/Stage";
import { type EmulatorProcess, startEmulatorProcess } from "../../testbed/startEmulatorProcess";
import { AcsClient } from "../AcsClient";
import { closedLoop } from "../load/closedLoop";
import type { Report } from "../load/LoadProcess";

/** What clients see of an emulator at work. */
export interface Load extends Pick<Report, "requests" | "perSecond" | "p50Ms" | "p99Ms"> {
  readonly connections: number;
}

export interface LoadPlan {
  readonly connections: readonly number[];
  readonly warmUp: number;
  readonly requests: number;
}

const ON_ONE_CORE = ["taskset", "--cpu-list", "0"];

/**
 * Issues tokens over so many connections at once, each sending its next request when the last is answered. The emulator is
 * kept on a core of its own, as far as the system allows, so that what its clients cost is not counted as its own.
 */
export async function measureLoads(stage: Stage, plan: LoadPlan): Promise<{ loads: Load[]; pinned: boolean }> {
  const [taskset = "", ...args] = ON_ONE_CORE;
  const pinned = spawnSync(taskset, [...args, "true"]).status === 0;
  const emulator = stage.cleanUp.keep(await startEmulatorProcess({ launcher: pinned ? ON_ONE_CORE : [] }));
  await measure(emulator, Math.max(...plan.connections), plan.warmUp);
  const loads: Load[] = [];
  for (const connections of plan.connections) {
    loads.push(await measure(emulator, connections, plan.requests));
  }
  return { loads, pinned };
}

async function measure(
  { connectionString, caFile }: EmulatorProcess,
  connections: number,
  limit: number,
): Promise<Load> {
  const client = new AcsClient(connectionString, caFile, connections);
  const create = () => client.createIdentity(); // opens the connection, too
  const ids = await Promise.all(Array.from({ length: connections }, create));
  const issue = (nth: number) => (nth < limit ? client.issueToken(ids[nth % connections] ?? "") : undefined);
  const report = await closedLoop(issue, { clients: connections, seconds: Infinity });
  client.close();
  const { requests, perSecond, p50Ms, p99Ms } = report;
  return { connections, requests, perSecond, p50Ms, p99Ms };
}
