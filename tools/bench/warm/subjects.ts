import { join, resolve } from "node:path";
import { projectRoot } from "../../kit/projectRoot";
import { type HttpWork, issueToken, JSON_BODY, myToken, remove, SCOPES, UNTIL_DONE } from "../load/HttpWork";
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

/** One whose runs use nothing up. */
function subject(name: string, run: (load: Load) => Promise<Report>): Subject {
  return { name, prepare: (load) => Promise.resolve(() => run(load)) };
}

/** Identities, and users of each operation, that are called about in turn. */
const POPULATION = 64;

/** Identities made ready for each second of deleting. Where they do not last, the run ends early. */
const DELETIONS_PER_SECOND = 400;

const EMPTY_APP = join(projectRoot(), "tools/bench/warm/emptyApp");

export const SDK = "SDK, one client";
export const EXPRESS = "Express, a client per request";

/** The name of what another version of the app does. */
export function otherwise(name: string): string {
  return `${name}, other app`;
}

interface Subjects {
  readonly subjects: Subject[];
  /** The API, and the other app where there is one. */
  readonly apps: readonly ProbedServer[];
}

/** Starts all that is compared, each in a process of its own, around one emulator. `against`: the folder of another app. */
export async function startSubjects(probed: ProbedStage, against?: string): Promise<Subjects> {
  const empty = await probed.api({ appDirectory: EMPTY_APP });
  const express = await probed.express();
  const users = await probed.stage.users();
  await probed.tables();
  const api = await probed.api();
  const other = against === undefined ? undefined : await probed.api({ appDirectory: resolve(against) });
  const identities = await probed.createIdentities(POPULATION);
  const userHeaders = await headersOf(users, 2 * POPULATION);
  // So that all users are known to the directory, as nearly all who call are.
  const calls = userHeaders.map((headers) => myToken(api.url, headers));
  await probed.clients.run({ clients: 8, seconds: UNTIL_DONE, work: { calls, limit: calls.length } });
  /** Calls of ACS without a server in between: the process that calls is the one under test. */
  const direct = async (name: string, way: string): Promise<Subject> => {
    const process = await probed.load("acsLoad", way);
    return subject(name, (load) => process.run({ ...load, work: { identities } }));
  };
  const calling = (name: string, server: ProbedServer, calls: HttpWork["calls"]) =>
    subject(name, (load) => probed.measure(server, load, { calls }));
  const issuing = ({ url }: ProbedServer) => identities.map((id) => issueToken(url, id));
  const ours = operationsOf(probed, api, { identities, userHeaders });
  const others = other ? operationsOf(probed, other, { identities, userHeaders }) : [];
  const subjects = [
    await direct("signed by hand", "hand"),
    await direct(SDK, "sdk"),
    // Each beside its other, so that what disturbs the one does so to both.
    ...ours.flatMap((mine, nth) => [mine, ...others.slice(nth, nth + 1).map(renamed)]),
    calling("an empty function in the host", empty, issuing(empty)),
    calling(EXPRESS, express, issuing(express)),
  ];
  return { subjects, apps: other ? [api, other] : [api] };
}

function renamed(subject: Subject): Subject {
  return { ...subject, name: otherwise(subject.name) };
}

interface Callers {
  readonly identities: readonly string[];
  readonly userHeaders: readonly Readonly<Record<string, string>>[];
}

/** All that is measured of this API, whichever version of it. */
function operationsOf(probed: ProbedStage, api: ProbedServer, { identities, userHeaders }: Callers): Subject[] {
  const { url } = api;
  const calling = (name: string, calls: HttpWork["calls"]) =>
    subject(name, (load) => probed.measure(api, load, { calls }));
  const creation = { method: "POST", url: `${url}/identities`, expected: 201 };
  const deleting = async ({ seconds }: Load): Promise<HttpWork> => {
    const ids = await probed.createIdentities(Math.ceil(DELETIONS_PER_SECOND * seconds));
    return { calls: ids.map((id) => remove(`${url}/identities/${id}`)), limit: ids.length };
  };
  return [
    calling(
      "IssueToken",
      identities.map((id) => issueToken(url, id)),
    ),
    calling("CreateIdentity", [{ ...creation, headers: {} }]),
    calling("CreateIdentity with scopes", [{ ...creation, headers: JSON_BODY, body: SCOPES }]),
    calling(
      "RevokeTokens",
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
      userHeaders.slice(0, POPULATION).map((headers) => myToken(url, headers)),
    ),
    // Of other users: a sign-out makes the API forget whom it knows.
    calling(
      "RevokeMyTokens",
      userHeaders.slice(POPULATION).map((headers) => remove(`${url}/me/tokens`, headers)),
    ),
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
