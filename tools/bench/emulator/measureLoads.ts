import { percentile } from "../../kit/statistics";
import { AcsClient } from "../AcsClient";
import { EmulatorProcess } from "../EmulatorProcess";

/** What clients see of an emulator at work. */
export interface Load {
  readonly connections: number;
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface LoadPlan {
  readonly connections: readonly number[];
  readonly warmUp: number;
  readonly requests: number;
}

/** Issues tokens over so many connections at once, each sending its next request when the last is answered. */
export async function measureLoads(plan: LoadPlan): Promise<{ loads: Load[]; pinned: boolean }> {
  const emulator = await EmulatorProcess.start();
  try {
    await measure(emulator, Math.max(...plan.connections), plan.warmUp);
    const loads: Load[] = [];
    for (const connections of plan.connections) loads.push(await measure(emulator, connections, plan.requests));
    return { loads, pinned: emulator.pinned };
  } finally {
    await emulator.stop();
  }
}

async function measure({ said }: EmulatorProcess, connections: number, requests: number): Promise<Load> {
  const client = new AcsClient(said.connectionString, said.caFile, connections);
  const waits: number[] = [];
  let left = requests;
  const callAgainAndAgain = async (): Promise<void> => {
    const id = await client.createIdentity(); // opens the connection, too
    started ??= performance.now();
    while (left-- > 0) {
      const sent = performance.now();
      await client.issueToken(id);
      waits.push(performance.now() - sent);
    }
  };
  let started: number | undefined;
  await Promise.all(Array.from({ length: connections }, callAgainAndAgain));
  const seconds = (performance.now() - (started ?? 0)) / 1000;
  client.close();
  return {
    connections,
    requests,
    perSecond: requests / seconds,
    p50Ms: percentile(waits, 50),
    p99Ms: percentile(waits, 99),
  };
}
