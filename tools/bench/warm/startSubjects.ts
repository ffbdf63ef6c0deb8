import { join } from "node:path";
import { projectRoot } from "../../kit/projectRoot";
import type { CleanUp } from "../../testbed/CleanUp";
import { issueToken } from "../apiCalls";
import { ApiProcess } from "../ApiProcess";
import type { BenchEmulator } from "../BenchEmulator";
import { LoadProcess } from "../load/LoadProcess";
import { SignedInUsers } from "../SignedInUsers";
import { API_OPERATIONS } from "./apiOperations";
import { directSubject } from "./directSubject";
import { ExpressProcess } from "./ExpressProcess";
import { serverSubject } from "./serverSubject";
import type { Subject } from "./Subject";

/** Identities, and users, that are called about in turn. */
const POPULATION = 64;

const EMPTY_APP = join(projectRoot(), "tools/bench/warm/emptyApp");

export const SDK = "SDK, one client";
export const EXPRESS = "Express, a client per request";

/** Starts all that is compared, each in a process of its own, around one emulator; `running` keeps it. */
export async function startSubjects(emulator: BenchEmulator, running: CleanUp): Promise<Subject[]> {
  const { said } = emulator.process;
  const environment = { NODE_EXTRA_CA_CERTS: said.caFile, ACS_CONNECTION_STRING: said.connectionString };
  const direct = (way: string) => running.keep(new LoadProcess(require.resolve("../load/acsLoad"), [way], environment));
  const clients = running.keep(new LoadProcess(require.resolve("../load/httpLoad"), [], {}));

  const users = running.keep(await SignedInUsers.start());
  const api = running.keep(await ApiProcess.start(emulator.process, { environment: users.environment() }));
  const empty = running.keep(await ApiProcess.start(emulator.process, { appDirectory: EMPTY_APP }));
  const express = running.keep(await ExpressProcess.start(emulator.process));
  const identities = await emulator.createIdentities(POPULATION);
  const userHeaders = await users.headers(POPULATION);
  const createIdentities = (count: number) => emulator.createIdentities(count);
  const population = { url: api.url, identities, userHeaders, createIdentities };
  const issuing = (name: string, { url, probe }: ApiProcess | ExpressProcess) =>
    serverSubject(name, { probe, clients }, () => ({ calls: identities.map((id) => issueToken(url, id)) }));
  return [
    directSubject("signed by hand", direct("hand"), identities),
    directSubject(SDK, direct("sdk"), identities),
    ...Object.entries(API_OPERATIONS).map(([name, workFor]) =>
      serverSubject(name, { probe: api.probe, clients }, (load) => workFor(population, load)),
    ),
    issuing("an empty function in the host", empty),
    issuing(EXPRESS, express),
  ];
}
