import { join } from "node:path";
import { projectRoot } from "../../kit/projectRoot";
import { type HttpWork, issueToken, JSON_BODY, myToken, remove, SCOPES } from "../load/HttpWork";
import type { LoadProcess } from "../load/LoadProcess";
import type { Probe } from "../probe/Probe";
import { headersOf, type ProbedServer, type ProbedStage } from "../ProbedStage";
import type { Load, Sample, Subject } from "./measureRounds";

/** Identities, and users, that are called about in turn. */
const POPULATION = 64;

const EMPTY_APP = join(projectRoot(), "tools/bench/warm/emptyApp");

export const SDK = "SDK, one client";
export const EXPRESS = "Express, a client per request";

/** Starts all that is compared, each in a process of its own, around one emulator. */
export async function startSubjects(probed: ProbedStage): Promise<Subject[]> {
  const { stage, clients } = probed;
  const empty = await probed.api({ appDirectory: EMPTY_APP });
  const express = await probed.express();
  const users = await stage.users();
  await stage.tables();
  const api = await probed.api();
  const identities = await probed.createIdentities(POPULATION);
  const userHeaders = await headersOf(users, POPULATION);
  const population = { probed, url: api.url, identities, userHeaders };
  const issuing = (name: string, { url, probe }: ProbedServer) =>
    serverSubject(name, { probe, clients }, () => ({ calls: identities.map((id) => issueToken(url, id)) }));
  return [
    directSubject("signed by hand", probed.load("acsLoad", "hand"), identities),
    directSubject(SDK, probed.load("acsLoad", "sdk"), identities),
    ...Object.entries(API_OPERATIONS).map(([name, workFor]) =>
      serverSubject(name, { probe: api.probe, clients }, (load) => workFor(population, load)),
    ),
    issuing("an empty function in the host", empty),
    issuing(EXPRESS, express),
  ];
}

/** Whom and what the calls are about. */
interface Population {
  readonly probed: ProbedStage;
  /** `http://127.0.0.1:PORT/api` */
  readonly url: string;
  readonly identities: readonly string[];
  /** With which each signed-in user calls. */
  readonly userHeaders: readonly Readonly<Record<string, string>>[];
}

type WorkFor = (population: Population, load: Load) => HttpWork | Promise<HttpWork>;

/** Identities made ready for each second of deleting. Where they do not last, the run ends early. */
const DELETIONS_PER_SECOND = 400;

/** The operations of this API, each with requests for it. */
const API_OPERATIONS: Readonly<Record<string, WorkFor>> = {
  IssueToken: ({ url, identities }) => ({ calls: identities.map((id) => issueToken(url, id)) }),
  CreateIdentity: ({ url }) => ({
    calls: [{ method: "POST", url: `${url}/identities`, headers: {}, expected: 201 }],
  }),
  "CreateIdentity with scopes": ({ url }) => ({
    calls: [{ method: "POST", url: `${url}/identities`, headers: JSON_BODY, body: SCOPES, expected: 201 }],
  }),
  RevokeTokens: ({ url, identities }) => ({ calls: identities.map((id) => remove(`${url}/identities/${id}/tokens`)) }),
  DeleteIdentity: async ({ url, probed }, { seconds }) => {
    const ids = await probed.createIdentities(Math.ceil(DELETIONS_PER_SECOND * seconds));
    return { calls: ids.map((id) => remove(`${url}/identities/${id}`)), limit: ids.length };
  },
  GetMyToken: ({ url, userHeaders }) => ({
    calls: userHeaders.map((headers) => myToken(url, headers)),
  }),
  RevokeMyTokens: ({ url, userHeaders }) => ({
    calls: userHeaders.map((headers) => remove(`${url}/me/tokens`, headers)),
  }),
};

/** Calls of ACS without a server in between: the process that calls is the one under test. */
function directSubject(name: string, process: LoadProcess, identities: readonly string[]): Subject {
  return { name, measure: (load) => process.run({ ...load, work: { identities } }) };
}

interface Server {
  /** Sits in the process under test. */
  readonly probe: Probe;
  /** Where the clients are. */
  readonly clients: LoadProcess;
}

/** Calls of a server by clients in another process. */
function serverSubject(
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
