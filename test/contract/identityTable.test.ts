import { TableClient } from "@azure/data-tables";
import { systemClock } from "../../shared/clock";
import { type Deadline, deadlineIn } from "../../shared/deadline";
import type { IdentityRow, IdentityTable } from "../../shared/directory/IdentityTable";
import { createTableStorage } from "../../shared/directory/tableStorage";
import { ApiError } from "../../shared/errors";
import { type DevelopmentCa, ensureDevelopmentCa } from "../../tools/kit/developmentCa";
import { emulatedCredential } from "../../tools/testbed/azurite/emulatedCredential";
import { type Azurite, startAzurite } from "../../tools/testbed/azurite/startAzurite";
import { errorFrom } from "../support/errorFrom";

const BUDGET_MS = 7_500;
const ALICE = "https://issuer.example alice";

const soon = (): Deadline => deadlineIn(BUDGET_MS, systemClock);
const rowOf = (identityId: string): IdentityRow => ({
  identityId,
  resource: "contoso.communication.azure.com",
  createdAt: "2026-01-31T12:00:00.000Z",
});

let ca: DevelopmentCa;
let azurite: Azurite;
let tables = 0;

beforeAll(async () => {
  ca = await ensureDevelopmentCa();
  azurite = await startAzurite({ ca });
});

afterAll(async () => {
  await azurite.stop();
});

/** A table that nobody has used yet. */
function newTable({ endpoint = azurite.endpoint, credential = emulatedCredential(ca) } = {}) {
  const tableName = `Identities${++tables}`;
  const options = { endpoint, tableName, credential, clock: systemClock, random: Math.random };
  const table: IdentityTable = createTableStorage(options);
  return { table, another: createTableStorage(options), raw: new TableClient(endpoint, tableName, credential) };
}

async function entitiesOf(raw: TableClient) {
  const entities = [];
  for await (const entity of raw.listEntities()) {
    entities.push(entity);
  }
  return entities;
}

test("a table that is missing is created when it is first needed", async () => {
  const { table } = newTable();
  expect(await table.read(ALICE, soon())).toBeUndefined();
  expect(await table.insert(ALICE, rowOf("8:acs:1"), soon())).toMatchObject(rowOf("8:acs:1"));
});

test("a table that is missing is created once by many who need it at once", async () => {
  const { table, another } = newTable();
  const reads = Array.from({ length: 20 }, (_, n) => (n % 2 ? table : another).read(`user ${n}`, soon()));
  expect(new Set(await Promise.all(reads))).toEqual(new Set([undefined]));
});

test("a table that somebody deletes is created anew", async () => {
  const { table, raw } = newTable();
  await table.insert(ALICE, rowOf("8:acs:1"), soon());
  await raw.deleteTable();
  expect(await table.read(ALICE, soon())).toBeUndefined();
});

test("what was inserted is read, with the same etag", async () => {
  const { table, another } = newTable();
  const inserted = await table.insert(ALICE, rowOf("8:acs:1"), soon());
  expect(await another.read(ALICE, soon())).toEqual(inserted);
});

test("of many inserts for one user, one decides", async () => {
  const { table, another, raw } = newTable();
  const inserts = Array.from({ length: 20 }, (_, n) =>
    (n % 2 ? table : another).insert(ALICE, rowOf(`8:acs:${n}`), soon()),
  );

  const winners = (await Promise.all(inserts)).filter((row) => row !== undefined);

  expect(winners).toHaveLength(1);
  expect(await table.read(ALICE, soon())).toEqual(winners[0]);
  expect(await entitiesOf(raw)).toHaveLength(1);
});

test("of many replacements of one row, one decides, and leaves nothing of the old row", async () => {
  const { table, another } = newTable();
  const { etag = "" } = (await table.insert(ALICE, rowOf("8:acs:old"), soon())) ?? {};
  const replacements = Array.from({ length: 20 }, (_, n) =>
    (n % 2 ? table : another).replace(ALICE, rowOf(`8:acs:${n}`), etag, soon()),
  );

  const winners = (await Promise.all(replacements)).filter((row) => row !== undefined);

  expect(winners).toHaveLength(1);
  expect(winners[0]?.etag).not.toBe(etag);
  expect(await table.read(ALICE, soon())).toEqual(winners[0]);
});

test("a row that is gone cannot be replaced", async () => {
  const { table } = newTable();
  const { etag = "" } = (await table.insert(ALICE, rowOf("8:acs:1"), soon())) ?? {};
  await table.delete(ALICE, etag, soon());
  expect(await table.replace(ALICE, rowOf("8:acs:2"), etag, soon())).toBeUndefined();
  expect(await table.read(ALICE, soon())).toBeUndefined();
});

test("a row can be deleted again and again", async () => {
  const { table } = newTable();
  const { etag = "" } = (await table.insert(ALICE, rowOf("8:acs:1"), soon())) ?? {};
  await table.delete(ALICE, etag, soon());
  await table.delete(ALICE, etag, soon());
  expect(await table.read(ALICE, soon())).toBeUndefined();
});

test("a row that was replaced in between is not deleted", async () => {
  const { table } = newTable();
  const { etag = "" } = (await table.insert(ALICE, rowOf("8:acs:1"), soon())) ?? {};
  const replaced = await table.replace(ALICE, rowOf("8:acs:2"), etag, soon());
  await table.delete(ALICE, etag, soon());
  expect(await table.read(ALICE, soon())).toEqual(replaced);
});

test.each(["", "a/b\\c#d?e%f", "o'neill", "\t\n\u0000\u007f", "Zoë 🙂", "x".repeat(5_000), "Alice", "alice", "alice "])(
  "a user key may be any text: %j",
  async (userKey) => {
    const { table } = newTable();
    expect(await table.read(userKey, soon())).toBeUndefined();
    const { etag = "" } = (await table.insert(userKey, rowOf("8:acs:1"), soon())) ?? {};
    expect(await table.read(userKey, soon())).toMatchObject(rowOf("8:acs:1"));
    expect(await table.replace(userKey, rowOf("8:acs:2"), etag, soon())).toBeDefined();
    expect(await table.read(`${userKey} `, soon())).toBeUndefined();
  },
);

test("the table does not tell who its users are", async () => {
  const { table, raw } = newTable();
  await table.insert("https://issuer.example alice@example.com", rowOf("8:acs:1"), soon());

  const [entity = {}] = await entitiesOf(raw);

  expect(Object.keys(entity).sort()).toEqual(
    ["createdAt", "etag", "identityId", "partitionKey", "resource", "rowKey", "timestamp"].sort(),
  );
  expect(JSON.stringify(entity)).not.toMatch(/alice|issuer/);
});

test("a row that somebody else has spoilt is an InternalError", async () => {
  const { table, raw } = newTable();
  await table.insert(ALICE, rowOf("8:acs:1"), soon());
  const [entity] = await entitiesOf(raw);
  const { partitionKey = "", rowKey = "" } = entity ?? {};
  await raw.updateEntity({ partitionKey, rowKey, identityId: 1 }, "Replace");
  expect(await errorFrom(ApiError, () => table.read(ALICE, soon()))).toMatchObject({ code: "InternalError" });
});
