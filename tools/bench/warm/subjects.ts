import { join } from "node:path";
import { projectRoot } from "../../kit/projectRoot";
import { type HttpWork, issueToken, JSON_BODY, myToken, remove, SCOPES } from "../load/HttpWork";
import type { Report } from "../load/LoadProcess";
import type { Probe } from "../probe/Probe";
import { headersOf, type Load, type ProbedServer, type ProbedStage } from "../ProbedStage";
import { byTurns, type Plan } from "../runBench";

/** One way to get something done that is compared with others. */
export interface Subject {
  readonly name: string;
  /** Brings about what a run will use up, whose time does not count; then gives the run. */
  readonly prepare: (load: Load) => Promise<() => Promise<Report>>;
}

/** Identities, and users, that are called about in turn. */
const POPULATION = 64;

/** Identities made ready for each second of deleting. Where they do not last, the run ends early. */
const DELETIONS_PER_SECOND = 400;

const EMPTY_APP = join(projectRoot(), "tools/bench/warm/emptyApp");

export const SDK = "SDK, one client";
export const EXPRESS = "Express, a client per request";

/** Starts all that is compared, each in a process of its own, around one emulator. */
export async function startSubjects(probed: ProbedStage): Promise<Subject[]> {
  const empty = await probed.api({ appDirectory: EMPTY_APP });
  const express = await probed.express();
  const users = await probed.stage.users();
  await probed.stage.tables();
  const api = await probed.api();
  const identities = await probed.createIdentities(POPULATION);
  const userHeaders = await headersOf(users, POPULATION);
  /** Calls of ACS without a server in between: the process that calls is the one under test. */
  const direct = async (name: string, way: string): Promise<Subject> => {
    const process = await probed.load("acsLoad", way);
    return { name, prepare: (load) => Promise.resolve(() => process.run({ ...load, work: { identities } })) };
  };
  const deleting = async ({ seconds }: Load): Promise<HttpWork> => {
    const ids = await probed.createIdentities(Math.ceil(DELETIONS_PER_SECOND * seconds));
    return { calls: ids.map((id) => remove(`${url}/identities/${id}`)), limit: ids.length };
  };
  const calling = (name: string, server: ProbedServer, calls: HttpWork["calls"]): Subject => ({
    name,
    prepare: (load) => Promise.resolve(() => probed.measure(server, load, { calls })),
  });
  const issuing = ({ url }: ProbedServer) => identities.map((id) => issueToken(url, id));
  const { url } = api;
  const creation = { method: "POST", url: `${url}/identities`, expected: 201 };
  return [
    await direct("signed by hand", "hand"),
    await direct(SDK, "sdk"),
    calling("IssueToken", api, issuing(api)),
    calling("CreateIdentity", api, [{ ...creation, headers: {} }]),
    calling("CreateIdentity with scopes", api, [{ ...creation, headers: JSON_BODY, body: SCOPES }]),
    calling(
      "RevokeTokens",
      api,
      identities.map((id) => remove(`${url}/identities/${id}/tokens`)),
    ),
    {
      name: "DeleteIdentity",
      prepare: async (load) => {
        const work = await deleting(load);
        return () => probed.measure(api, load, work);
      },
    },
    calling(
      "GetMyToken",
      api,
      userHeaders.map((headers) => myToken(url, headers)),
    ),
    calling(
      "RevokeMyTokens",
      api,
      userHeaders.map((headers) => remove(`${url}/me/tokens`, headers)),
    ),
    calling("an empty function in the host", empty, issuing(empty)),
    calling(EXPRESS, express, issuing(express)),
  ];
}

/** What one run has measured. `emulatorBusy`: how much of one core the emulator had to work meanwhile, 1 for all of it. */
export interface Sample extends Omit<Report, "requests"> {
  readonly emulatorBusy: number;
}

/** One subject under one load: what each round has measured, in their order. */
export interface Measured {
  readonly name: string;
  readonly clients: number;
  readonly samples: readonly Sample[];
}

/** Measures every subject under every load by turns. */
export async function measureSubjects(
  subjects: readonly Subject[],
  emulator: Probe,
  { rounds, seconds, clients }: Plan & { readonly clients: readonly number[] },
): Promise<Measured[]> {
  const runs = subjects.flatMap(({ name, prepare }) => clients.map((count) => ({ name, clients: count, prepare })));
  const measurements = runs.map(({ clients, prepare }) => async (): Promise<Sample> => {
    const run = await prepare({ clients, seconds });
    const cpuBefore = await emulator.cpu();
    const started = performance.now();
    const report = await run();
    const elapsed = performance.now() - started;
    return { ...report, emulatorBusy: ((await emulator.cpu()) - cpuBefore) / elapsed };
  });
  const samples = await byTurns(measurements, rounds);
  return runs.map(({ name, clients }, nth) => ({ name, clients, samples: samples[nth] ?? [] }));
}
