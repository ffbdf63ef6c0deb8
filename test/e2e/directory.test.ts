import { join } from "node:path";
import { TableClient } from "@azure/data-tables";
import * as z from "zod";
import { READ_COOLDOWN_MS } from "../../shared/connection/ConnectionSource";
import { KNOWN_FOR_MS } from "../../shared/directory/knowUsers";
import { DEFAULT_TABLE_NAME } from "../../shared/settings/userSettings";
import type { Emulator } from "../../tools/emulator/index";
import { type DevelopmentCa, ensureDevelopmentCa } from "../../tools/kit/developmentCa";
import { holdPort, type ReleasePort } from "../../tools/kit/ports";
import { projectRoot } from "../../tools/kit/projectRoot";
import { emulatedCredential } from "../../tools/testbed/azurite/emulatedCredential";
import { type Azurite, startAzurite } from "../../tools/testbed/azurite/startAzurite";
import { environmentFor } from "../../tools/testbed/environmentFor";
import { WITHOUT_LIMITS } from "../../tools/testbed/Stage";
import { startHostProcess } from "../../tools/testbed/startHostProcess";
import { anotherResource, moveTo } from "../support/anotherResource";
import { ApiUnderTest } from "../support/ApiUnderTest";
import { casesOf, drawn } from "../support/cases";
import { packagedApp } from "../support/packagedApp";
import { staticWebApps } from "../support/principals";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { until } from "../support/until";
import { setSecret } from "../support/vaultSecret";

/** For much at once, on a machine that may starve. */
const SLOW = { NODE_OPTIONS: `--require ${join(projectRoot(), "test/support/slowTime.cjs")}` };

const issued = z.object({ user: z.object({ communicationUserId: z.string() }), token: z.string() });

/** By default, see `ACS_CONNECTION_STRING_MAX_AGE_SECONDS`. */
const MAX_AGE_MS = 300_000;

/** What came of one call. */
interface Outcome {
  user: string;
  status: number;
  /** The identity and the token, when one was issued. */
  id: string | undefined;
  token: string | undefined;
}

let ca: DevelopmentCa;
let azurite: Azurite;
const tableFolder = temporaryDirectory();
let api: ApiUnderTest;

beforeAll(async () => {
  ca = await ensureDevelopmentCa();
  azurite = await startAzurite({ ca, location: tableFolder });
  api = await ApiUnderTest.start({ environment: environmentOfUsers() });
});

afterEach(async () => {
  await api.emulator.control.reset();
  const rows = tableClient();
  for await (const { partitionKey = "", rowKey = "" } of rows.listEntities()) {
    await rows.deleteEntity(partitionKey, rowKey);
  }
});

afterAll(async () => {
  await api.stop();
  await azurite.stop();
});

function environmentOfUsers(): Record<string, string> {
  return { ...azurite.environment(), USER_AUTH: "easyauth", ...WITHOUT_LIMITS };
}

/** Another process of the API, with the same table and resource. `log` takes its lines. */
async function startAnother(environment: Record<string, string> = {}, log: (line: string) => void = () => undefined) {
  const app = await packagedApp();
  return await startHostProcess({
    appDirectory: app.directory,
    port: 0,
    environment: { ...environmentFor(api.emulator), ...environmentOfUsers(), ...environment },
    log,
  });
}

async function withAnother(
  environment: Record<string, string>,
  use: (url: string, logLines: readonly string[]) => Promise<void>,
): Promise<void> {
  const logLines: string[] = [];
  const another = await startAnother(environment, (line) => logLines.push(line));
  try {
    await use(another.url, logLines);
  } finally {
    await another.stop();
  }
}

/** Waits until the service comes to this, whose cooldowns are over each time that it is looked. */
async function comesToBe(isSo: () => Promise<boolean>): Promise<void> {
  await until(async () => {
    await api.pass(READ_COOLDOWN_MS);
    return await isSo();
  });
}

async function azuriteIsDown(): Promise<ReleasePort> {
  await azurite.kill();
  return await holdPort(azurite.port);
}

async function azuriteIsUp(releasePort: ReleasePort): Promise<void> {
  azurite = await startAzurite({ ca, port: azurite.port, location: tableFolder });
  releasePort();
}

/** As Static Web Apps sends a signed-in user's requests on. */
async function send(method: string, path: string, user: string, url = api.url): Promise<Outcome> {
  const response = await fetch(`${url}/api/me${path}`, {
    method,
    headers: { "x-ms-client-principal": staticWebApps({ userId: user }) },
  });
  const { data } = issued.safeParse(await response.json().catch(() => undefined));
  return { user, status: response.status, id: data?.user.communicationUserId, token: data?.token };
}

const issue = (user: string, url?: string) => send("POST", "/tokens", user, url);

/** Issues for a user, who gets a token. */
async function idOf(user: string): Promise<string> {
  const { status, id } = await issue(user);
  expect(status).toBe(200);
  return id ?? "";
}

function living(): string[] {
  const { identities } = api.emulator.control.state();
  return identities.filter(({ deleted }) => !deleted).map(({ id }) => id);
}

function isValid({ token = "" }: Outcome): boolean {
  return api.emulator.control.validateToken(token).valid;
}

function tableClient(): TableClient {
  return new TableClient(azurite.endpoint, DEFAULT_TABLE_NAME, emulatedCredential(ca));
}

async function idsInTable(): Promise<unknown[]> {
  const ids: unknown[] = [];
  for await (const { identityId } of tableClient().listEntities()) {
    ids.push(identityId);
  }
  return ids;
}

test("50 first calls of one user at once, over two API processes, come to one identity, one row and no orphan", async () => {
  await withAnother(SLOW, (first) => withAnother(SLOW, (second) => firstCalls([first, second])));
});

async function firstCalls([first, second]: [string, string]): Promise<void> {
  const outcomes = await Promise.all(Array.from({ length: 50 }, (_, n) => issue("alice", n % 2 ? first : second)));

  expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
  const ids = [...new Set(outcomes.map(({ id }) => id))];
  expect(ids).toHaveLength(1);
  expect(living()).toEqual(ids);
  expect(await idsInTable()).toEqual(ids);
  expect(api.emulator.control.state().identities.length).toBeGreaterThan(1);
}

// In its own time: a machine that starves is no reason to give up on ACS, and to leave an identity that nobody knows of.
test("no user gets a second identity while the table is killed and restarted under load", async () => {
  await withAnother(SLOW, tableIsKilled);
});

async function tableIsKilled(url: string, logLines: readonly string[]): Promise<void> {
  const outcomes: Outcome[] = [];
  let isOver = false;
  const visit = async (user: string) => {
    while (!isOver) {
      outcomes.push(await issue(user, url));
    }
  };
  // Some call for the first time before the table fails, some while it fails, some afterwards.
  const visits: Promise<void>[] = [];
  const arrive = (group: string) => {
    visits.push(...Array.from({ length: 8 }, (_, n) => visit(`${group} ${n}`)));
  };
  const since = (start: number, status: number) => outcomes.slice(start).filter((outcome) => outcome.status === status);

  for (let round = 1; round <= casesOf(3); round++) {
    const start = outcomes.length;
    arrive(`early ${round}`);
    await until(() => since(start, 200).length >= 4);
    const releasePort = await azuriteIsDown();
    arrive(`late ${round}`);
    const killed = outcomes.length;
    await until(() => since(killed, 503).length >= 8);
    await azuriteIsUp(releasePort);
    const restarted = outcomes.length;
    await until(() => new Set(since(restarted, 200).map(({ user }) => user)).size === visits.length);
  }
  isOver = true;
  await Promise.all(visits);

  for (const user of new Set(outcomes.map((outcome) => outcome.user))) {
    const ids = outcomes.filter((outcome) => outcome.user === user && outcome.id).map(({ id }) => id);
    expect(new Set(ids).size).toBe(1);
  }
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set([200, 503]));
  const inTable = await idsInTable();
  expect(inTable).toHaveLength(visits.length);
  const orphans = living().filter((id) => !inTable.includes(id));
  expect(orphans.filter((id) => !logLines.some((line) => line.includes(id)))).toEqual([]);
}

test("a table that is down creates no identity and changes none; who is known has a token all the same", async () => {
  const id = await idOf("alice");
  expect(await idOf("alice")).toBe(id);
  const releasePort = await azuriteIsDown();

  const outcomes = await Promise.all([issue("alice"), issue("bob")]);
  outcomes.push(...(await Promise.all([send("DELETE", "/tokens", "alice"), send("DELETE", "", "alice")])));
  await api.pass(KNOWN_FOR_MS);
  outcomes.push(await issue("alice"));

  await azuriteIsUp(releasePort);
  expect(outcomes.map(({ status }) => status)).toEqual([200, 503, 503, 503, 503]);
  expect(api.emulator.control.state().identities).toEqual([{ id, deleted: false }]);
});

describe("what is done elsewhere to the identity of a user whom an instance knows", () => {
  let id: string;
  let another: Awaited<ReturnType<typeof startAnother>>;

  beforeAll(async () => {
    another = await startAnother();
  });

  afterAll(async () => {
    await another.stop();
  });

  /** A user whose next token either instance has issued without the table. */
  beforeEach(async () => {
    id = await idOf("alice");
    for (const url of [api.url, another.url]) {
      expect((await issue("alice", url)).id).toBe(id);
      expect((await issue("alice", url)).id).toBe(id);
    }
  });

  test("a sign-out ends the tokens of both, and either has new ones for the same identity", async () => {
    const before = await issue("alice", another.url);
    expect((await send("DELETE", "/tokens", "alice")).status).toBe(204);

    expect(isValid(before)).toBe(false);
    for (const url of [api.url, another.url]) {
      const after = await issue("alice", url);
      expect(after.id).toBe(id);
      expect(isValid(after)).toBe(true);
    }
  });

  test("after a deletion there is no token for it, and one new identity for both", async () => {
    expect((await send("DELETE", "", "alice")).status).toBe(204);

    const next = await issue("alice", another.url);
    expect(await idOf("alice")).toBe(next.id);
    expect(living()).toEqual([next.id]);
    expect(await idsInTable()).toEqual([next.id]);
  });

  test("a deletion in ACS itself, which one replaces, leads to the same new identity at the other", async () => {
    expect((await api.send("DELETE", `/identities/${encodeURIComponent(id)}`)).status).toBe(204);

    const next = await idOf("alice");
    expect((await issue("alice", another.url)).id).toBe(next);
    expect((await issue("alice", another.url)).id).toBe(next);
    expect(living()).toEqual([next]);
    expect(await idsInTable()).toEqual([next]);
  });

  test("what an operator writes into the row by hand counts after 5 minutes, or a sign-out", async () => {
    const other = await api.createIdentity();
    await writeByHand(other);

    expect(await idOf("alice")).toBe(id);
    await api.pass(KNOWN_FOR_MS);
    expect(await idOf("alice")).toBe(other);
    expect(await idOf("alice")).toBe(other);

    await writeByHand(id);
    expect((await send("DELETE", "/tokens", "alice")).status).toBe(204);
    expect(await idOf("alice")).toBe(id);
  });
});

/** Puts an identity into the one row there is. */
async function writeByHand(identityId: string): Promise<void> {
  for await (const { partitionKey = "", rowKey = "" } of tableClient().listEntities()) {
    await tableClient().updateEntity({ partitionKey, rowKey, identityId }, "Merge");
  }
}

test("who deletes, twice even, gets a new identity with the next token", async () => {
  const id = await idOf("alice");

  expect((await send("DELETE", "", "alice")).status).toBe(204);
  expect((await send("DELETE", "", "alice")).status).toBe(204);
  expect(living()).toEqual([]);
  expect(await idsInTable()).toEqual([]);

  const next = await idOf("alice");
  expect(next).not.toBe(id);
  expect(await idsInTable()).toEqual([next]);
});

test("revoke works for users with and without an identity", async () => {
  expect((await send("DELETE", "/tokens", "alice")).status).toBe(204);
  const id = await idOf("alice");
  expect((await send("DELETE", "/tokens", "alice")).status).toBe(204);
  expect(await idOf("alice")).toBe(id);
});

describe("a deletion that broke off between the identity and the row", () => {
  let id: string;

  beforeEach(async () => {
    id = await idOf("alice");
    expect((await api.send("DELETE", `/identities/${encodeURIComponent(id)}`)).status).toBe(204);
    expect(await idsInTable()).toEqual([id]);
  });

  test("is healed by the next token", async () => {
    const healed = await idOf("alice");
    expect(healed).not.toBe(id);
    expect(await idsInTable()).toEqual([healed]);
    expect(await idOf("alice")).toBe(healed);
  });

  test("is healed once by many calls at once", async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => issue("alice")));
    const ids = [...new Set(outcomes.map((outcome) => outcome.id))];
    expect(ids).toHaveLength(1);
    expect(living()).toEqual(ids);
    expect(await idsInTable()).toEqual(ids);
  });

  test("is ended by the next deletion", async () => {
    expect((await send("DELETE", "", "alice")).status).toBe(204);
    expect(await idsInTable()).toEqual([]);
  });

  test("leaves nothing to revoke", async () => {
    expect((await send("DELETE", "/tokens", "alice")).status).toBe(204);
  });
});

describe("after a move to another ACS resource", () => {
  let elsewhere: Emulator;

  // A call waits for the cooldown to be over before it believes in a move.
  beforeEach(async () => {
    elsewhere = await anotherResource();
    await api.letTimeGoOn();
  });

  afterEach(async () => {
    await elsewhere.stop();
    await api.emulator.control.reset();
    await api.pass(MAX_AGE_MS);
    await until(async () => (await issue("who came back")).status === 200);
    await api.stopTime();
  });

  /** Moves when the cooldown after the last move is over. */
  async function move(from: Emulator, to: Emulator): Promise<void> {
    await api.pass(READ_COOLDOWN_MS);
    await moveTo(from, to, api.emulator);
  }

  test("signing out and deleting are refused, and change nothing", async () => {
    const id = await idOf("alice");
    await move(api.emulator, elsewhere);

    expect((await send("DELETE", "/tokens", "alice")).status).toBe(409);
    expect((await send("DELETE", "", "alice")).status).toBe(409);

    expect(living()).toEqual([id]);
    expect(await idsInTable()).toEqual([id]);
    await move(elsewhere, api.emulator);
    await comesToBe(async () => (await issue("alice")).id === id);
  });

  test("each user gets an identity there, and the old one back where the service comes back", async () => {
    const users = ["alice", "bob", "carol"];
    const audited = () => api.logLines.filter((line) => line.includes("Audit: replaceIdentity done")).length;
    const auditedBefore = audited();
    const before = await Promise.all(users.map(idOf));
    await move(api.emulator, elsewhere);

    const there = await Promise.all(users.map(idOf));
    expect(await Promise.all(users.map(idOf))).toEqual(there);
    expect([...(await idsInTable())].sort()).toEqual([...there].sort());

    await move(elsewhere, api.emulator);
    await comesToBe(async () => (await issue("alice")).status === 200);
    expect(await Promise.all(users.map(idOf))).toEqual(before);
    expect(living().sort()).toEqual([...before].sort());
    expect(audited() - auditedBefore).toBe(6);
  });

  const sdks = drawn(["identity", "administration"], () => "SDK");

  test.each(sdks)("an instance that is behind, and cannot read the secret, leaves the rows alone: %s", async (sdk) => {
    const id = await idOf("alice");
    await move(api.emulator, elsewhere);
    const there = await idOf("alice");
    await setSecret(api.emulator, api.emulator.connectionString);
    await withAnother({ ACS_SDK: sdk }, async (url) => {
      expect((await send("POST", "/tokens", "bob", url)).status).toBe(200);
      await setSecret(api.emulator, elsewhere.connectionString);
      api.emulator.control.setVaultAccess(false);
      const outcomes = [];
      for (let n = 0; n < 5; n++) {
        outcomes.push(await issue("alice", url), await issue("alice"));
      }
      expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map((_, n) => (n % 2 ? 200 : 503)));
      expect(outcomes.flatMap((outcome) => outcome.id ?? [])).toEqual(Array(5).fill(there));
      expect(id).not.toBe(there);
      api.emulator.control.setVaultAccess(true);
      await until(async () => (await issue("alice", url)).id === there);
    });
  });
});

test("a 404 that is not ACS's costs nobody an identity, and nothing is claimed", async () => {
  const id = await idOf("alice");
  api.emulator.control.setFault("acs", { foreign: "html", status: 404 });

  expect((await issue("alice")).status).toBe(503);
  expect((await issue("bob")).status).toBe(503);
  expect((await send("DELETE", "/tokens", "alice")).status).toBe(503);
  expect(await idsInTable()).toEqual([id]);

  api.emulator.control.clearFaults();
  expect(await idOf("alice")).toBe(id);
});
