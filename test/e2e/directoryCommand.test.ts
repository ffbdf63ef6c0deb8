import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { TableClient } from "@azure/data-tables";
import type { TokenCredential } from "@azure/identity";
import { systemClock } from "../../shared/clock";
import { KNOWN_FOR_MS } from "../../shared/directory/knowUsers";
import { DirectoryTable } from "../../tools/directory/DirectoryTable";
import { entityOfRow, lineOfRow, type Row } from "../../tools/directory/rows";
import { runDirectory } from "../../tools/directory/runDirectory";
import { type DevelopmentCa, ensureDevelopmentCa } from "../../tools/kit/developmentCa";
import { freePort, holdPort } from "../../tools/kit/ports";
import { projectRoot } from "../../tools/kit/projectRoot";
import { emulatedCredential } from "../../tools/testbed/azurite/emulatedCredential";
import { type Azurite, startAzurite } from "../../tools/testbed/azurite/startAzurite";
import { environmentFor } from "../../tools/testbed/environmentFor";
import { WITHOUT_LIMITS } from "../../tools/testbed/Stage";
import { identityOf, withApi } from "../support/ApiUnderTest";
import { staticWebApps } from "../support/principals";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { apiForAll } from "./support/apiForAll";

const RESOURCE = "188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0";
const idOf = (n: number, resource = RESOURCE) =>
  `8:acs:${resource}_00000007-5535-965c-dbb7-${String(n).padStart(12, "0")}`;

let ca: DevelopmentCa;
let azurite: Azurite;
const folder = temporaryDirectory();
let tables = 0;
let table: string;

beforeAll(async () => {
  ca = await ensureDevelopmentCa();
  azurite = await startAzurite({ ca });
});

afterAll(async () => {
  await azurite.stop();
});

beforeEach(() => {
  table = `People${++tables}`;
});

const clientOf = (tableName = table, endpoint = azurite.endpoint) =>
  new TableClient(endpoint, tableName, emulatedCredential(ca));
const fileNamed = (name: string) => join(folder, `${tables}-${name}`);

interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs a command on the test's table, as `npm run directory` would. */
async function run(args: readonly string[], credential: TokenCredential = emulatedCredential(ca)): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runDirectory(args, {
    environment: { IDENTITY_TABLE_ENDPOINT: azurite.endpoint, IDENTITY_TABLE_NAME: table },
    credential: () => credential,
    clock: systemClock,
    output: { log: (line) => out.push(String(line)), error: (line) => err.push(String(line)) },
  });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

function rowOf(n: number, changes: Partial<Row> = {}): Row {
  const RowKey = n.toString(16).padStart(4, "0").repeat(16);
  return {
    PartitionKey: RowKey.slice(0, 2),
    RowKey,
    identityId: idOf(n),
    resource: "contoso.communication.azure.com",
    createdAt: "2026-01-30T12:00:00.000Z",
    history: [],
    ...changes,
  };
}

const moved = (n: number) => ({
  identityId: idOf(n),
  replacedAt: "2026-01-31T12:00:00.000Z",
  reason: "moved" as const,
});

function fileOf(name: string, rows: readonly Row[]): string {
  const file = fileNamed(name);
  writeFileSync(file, rows.map((row) => `${lineOfRow(row)}\n`).join(""));
  return file;
}

async function withRows(...rows: readonly Row[]): Promise<void> {
  expect((await run(["import", fileOf("rows", rows)])).code).toBe(0);
}

/** Puts rows into a table that is there, as many with a request as it takes of one partition. */
async function putRows(rows: readonly Row[]): Promise<void> {
  for (let rest = rows; rest.length > 0;) {
    const part = rest.filter(({ PartitionKey }) => PartitionKey === rest[0]?.PartitionKey).slice(0, 100);
    await clientOf().submitTransaction(part.map((row) => ["create", entityOfRow(row)]));
    rest = rest.filter((row) => !part.includes(row));
  }
}

const rowJson = async ({ RowKey }: Row): Promise<unknown> =>
  JSON.parse((await run(["show", "--row-key", RowKey, "--json"])).out);

/** The command ends with 1, or another code, and says so on standard error. */
async function expectRefusal(
  args: readonly string[],
  message: string | RegExp,
  { code = 1, credential = emulatedCredential(ca) } = {},
): Promise<void> {
  const ran = await run(args, credential);
  expect([ran.code, ran.err]).toEqual([code, expect.stringMatching(message)]);
}

describe("with the API on the same table", () => {
  /** As Static Web Apps sends a signed-in user's requests on. */
  async function identityGivenTo(user: string): Promise<string> {
    const headers = { "x-ms-client-principal": staticWebApps({ userId: user }) };
    const reply = await api().send("POST", "/me/tokens", { headers });
    expect(reply.status).toBe(200);
    return identityOf(reply);
  }

  const OF_THE_API = "OfTheApi";
  const api = apiForAll(() => ({
    environment: {
      USER_AUTH: "easyauth",
      ...azurite.environment(),
      ...WITHOUT_LIMITS,
      IDENTITY_TABLE_NAME: OF_THE_API,
    },
  }));

  /** Until what has been done by hand counts. */
  const fiveMinutes = () => api().pass(KNOWN_FOR_MS);

  beforeEach(async () => {
    table = OF_THE_API;
    await clientOf().deleteTable();
    await fiveMinutes();
  });

  test("export, the loss of the table, import: every user has the identity of before", async () => {
    const users = Array.from({ length: 40 }, (_, n) => `user ${n}`);
    const before = await Promise.all(users.map((user) => identityGivenTo(user)));
    const file = fileNamed("users");
    expect(await run(["export", file])).toMatchObject({ code: 0, out: `40 rows written to ${file}.` });

    await clientOf().deleteTable();
    expect(await run(["import", file])).toMatchObject({
      code: 0,
      out: "40 written, 0 there already, 0 replaced, 0 differ.",
    });
    await fiveMinutes();

    expect(await Promise.all(users.map((user) => identityGivenTo(user)))).toEqual(before);
  });

  test("users who came back before the import get their identities of before by --overwrite, and lose none", async () => {
    const before = await identityGivenTo("alice");
    const file = fileNamed("users");
    await run(["export", file]);
    await clientOf().deleteTable();
    await fiveMinutes();
    const since = await identityGivenTo("alice");
    expect(since).not.toBe(before);

    await expectRefusal(["import", file], "Line 1: ");
    expect(await identityGivenTo("alice")).toBe(since);

    expect((await run(["import", file, "--overwrite"])).code).toBe(0);
    await fiveMinutes();
    expect(await identityGivenTo("alice")).toBe(before);
    const { out } = await run(["show", "--static-web-apps", "github/alice"]);
    expect(out).toContain(`  ${since}\n           until `);
  });

  test("after a wrong replacement, restore gives the user the identity of before", async () => {
    const before = await identityGivenTo("alice");
    const since = identityOf(await api().send("POST", "/identities"));
    const [entity] = await entities();
    const history = JSON.stringify([{ ...moved(1), identityId: before }]);
    await clientOf().updateEntity({ ...keysOf(entity), identityId: since, history }, "Merge");
    await fiveMinutes();
    expect(await identityGivenTo("alice")).toBe(since);

    const { code, out } = await run(["restore", "--identity", before]);

    expect([code, out]).toEqual([0, expect.stringContaining(`${before} is this user's identity again`)]);
    expect(await identityGivenTo("alice")).toBe(since);
    await fiveMinutes();
    expect(await identityGivenTo("alice")).toBe(before);
    expect((await run(["show", "--identity", since])).out).toContain(`Identity   ${before}`);
  });

  test("reset forgets a user, and its line brings the user back", async () => {
    const before = await identityGivenTo("alice");
    const alice = ["--static-web-apps", "github/alice"];
    expect((await run(["reset", ...alice])).code).toBe(1);
    expect(await identityGivenTo("alice")).toBe(before);

    const { code, out } = await run(["reset", ...alice, "--yes"]);
    expect(code).toBe(0);
    await expectRefusal(["show", ...alice], "no row");

    const file = fileNamed("alice");
    writeFileSync(file, out);
    expect((await run(["import", file])).code).toBe(0);
    await fiveMinutes();
    expect(await identityGivenTo("alice")).toBe(before);
  });
});

async function entities() {
  const all = [];
  for await (const entity of clientOf().listEntities()) {
    all.push(entity);
  }
  return all;
}

function keysOf(entity: { partitionKey?: string; rowKey?: string } = {}) {
  const { partitionKey = "", rowKey = "" } = entity;
  return { partitionKey, rowKey };
}

describe("show", () => {
  test("prints the row and its history, the latest first", async () => {
    const row = rowOf(1, { deleting: true, history: [moved(2), { ...moved(3), reason: "deleted" }] });
    await withRows(row);

    const { code, out } = await run(["show", "--row-key", row.RowKey]);

    expect(code).toBe(0);
    expect(out).toBe(`Row        ${row.RowKey}
Identity   ${idOf(1)}
           since 2026-01-30T12:00:00.000Z, of the ACS resource at contoso.communication.azure.com
Deletion   under way; the user's next call finishes it
Before, the latest first:
  ${idOf(3)}
           until 2026-01-31T12:00:00.000Z, when ACS said that it was deleted
  ${idOf(2)}
           until 2026-01-31T12:00:00.000Z, when the service moved to another ACS resource`);
  });

  test("with --json it prints a line that import takes", async () => {
    const row = rowOf(1, { history: [moved(2)] });
    await withRows(row);
    expect((await run(["show", "--identity", idOf(2).toUpperCase().replace("ACS", "acs"), "--json"])).out).toBe(
      lineOfRow(row),
    );
  });

  test("a damaged row is shown as it is, and said to be damaged", async () => {
    await withRows(rowOf(1));
    const [entity] = await entities();
    await clientOf().updateEntity({ ...keysOf(entity), identityId: "alice" }, "Merge");

    const { code, out, err } = await run(["show", "--row-key", rowOf(1).RowKey]);

    expect([code, err]).toEqual([1, expect.stringMatching(/^The row 0001.* is damaged: identityId: /)]);
    expect(JSON.parse(out)).toMatchObject({ identityId: "alice", resource: rowOf(1).resource });
  });
});

describe("restore", () => {
  const row = rowOf(1, { history: [moved(2)] });

  test("says so where there is nothing to do", async () => {
    await withRows(row);
    const { code, out } = await run(["restore", "--row-key", row.RowKey, "--identity", idOf(1)]);
    expect([code, out]).toEqual([0, expect.stringContaining("nothing was changed")]);
    expect(await rowJson(row)).toEqual(row);
  });

  test.each([
    ["an identity that is not in the history", ["--identity", idOf(3)], "--force-unknown"],
    ["another user's identity", ["--identity", idOf(9), "--force-unknown"], "another user's"],
    ["one of the history that is another user's now", ["--identity", idOf(8)], "another user's"],
    ["an identity of a user whose deletion is under way", ["--identity", idOf(2)], "is being deleted", true],
  ])("refuses to give back %s", async (_, args, message, deleting = false) => {
    const shared = { ...row, history: [moved(2), moved(8)], ...(deleting && { deleting }) };
    await withRows(shared, rowOf(9), rowOf(8));
    await expectRefusal(["restore", "--row-key", row.RowKey, ...args], message);
    expect(await rowJson(row)).toEqual(shared);
  });

  test("takes an unknown identity when told to", async () => {
    await withRows(row);
    expect((await run(["restore", "--row-key", row.RowKey, "--identity", idOf(3), "--force-unknown"])).code).toBe(0);
    expect(await rowJson(row)).toMatchObject({ identityId: idOf(3) });
  });

  test("asks which user is meant where two had the identity", async () => {
    await withRows(row, rowOf(5, { history: [moved(2)] }));
    await expectRefusal(["restore", "--identity", idOf(2)], "--row-key");
  });
});

describe("export", () => {
  test("writes a file that only its owner can read, sorted as the table is, and leaves nothing else", async () => {
    const rows = Array.from({ length: 1_205 }, (_, n) => rowOf(n, n % 2 ? { history: [moved(n + 2_000)] } : {}));
    // More than are imported at once; one by one the rest, which makes a second page, would take most of this file's time.
    await withRows(...rows.slice(0, 105));
    await putRows(rows.slice(105));
    const file = fileNamed("out");

    const { code, out } = await run(["export", file, "--json"]);

    expect([code, out]).toEqual([0, JSON.stringify({ file, exported: 1_205, damaged: 0 })]);
    expect(readFileSync(file, "utf8")).toBe(rows.map((row) => `${lineOfRow(row)}\n`).join(""));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.includes("unfinished"))).toEqual([]);
  });

  test("does not touch a file that is there, unless told to", async () => {
    await withRows(rowOf(1));
    const file = fileNamed("out");
    writeFileSync(file, "the last good export");

    await expectRefusal(["export", file], `${file} already exists. Name another file, or add --overwrite.`);
    expect(readFileSync(file, "utf8")).toBe("the last good export");

    expect((await run(["export", file, "--overwrite"])).code).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(`${lineOfRow(rowOf(1))}\n`);
  });

  test("that fails half-way leaves no file", async () => {
    const file = fileNamed("out");
    expect((await run(["export", file])).err).toContain(`There is no table ${table}`);
    expect(readdirSync(folder).filter((name) => name.includes("out") && name.startsWith(`${tables}-`))).toEqual([]);
  });

  test("writes the rows that are whole, and names those that are damaged", async () => {
    await withRows(rowOf(1), rowOf(2));
    const [entity] = await entities();
    await clientOf().updateEntity({ ...keysOf(entity), createdAt: "yesterday" }, "Merge");
    const file = fileNamed("out");

    await expectRefusal(["export", file], /^Not written: the row 0001.* createdAt/);
    expect(readFileSync(file, "utf8")).toBe(`${lineOfRow(rowOf(2))}\n`);

    writeFileSync(file, "the last good export");
    await expectRefusal(["export", file, "--overwrite"], `${file} was left as it is.`);
    expect(readFileSync(file, "utf8")).toBe("the last good export");
  });

  test("to a folder that is not there says so", async () => {
    await expectRefusal(["export", join(folder, "no", "such", "file")], "ENOENT");
  });
});

describe("import", () => {
  test("again and again comes to the same", async () => {
    const rows = [rowOf(1), rowOf(2, { history: [moved(3)] })];
    const file = fileOf("in", rows);

    const texts = [await run(["import", file]), await run(["import", file, "--json"])].map(({ out }) => out);

    expect(texts).toEqual([
      "2 written, 0 there already, 0 replaced, 0 differ.",
      '{"written":0,"unchanged":2,"replaced":0,"differs":0}',
    ]);
    expect(await rowJson(rowOf(2))).toEqual(rows[1]);
  });

  test("writes nothing when a line is malformed, and names it by number", async () => {
    const file = fileNamed("in");
    writeFileSync(file, [lineOfRow(rowOf(1)), "", "{", lineOfRow(rowOf(2)), lineOfRow(rowOf(1))].join("\r\n"));

    const { code, err } = await run(["import", file]);

    expect(code).toBe(1);
    expect(err.split("\n").slice(1)).toEqual(["  line 3: not JSON", "  line 5: the same user as in line 1"]);
    expect((await run(["export", fileNamed("out")])).err).toContain("There is no table");
  });

  test("leaves a row that differs, unless told to replace it", async () => {
    await withRows(rowOf(1, { identityId: idOf(7) }), rowOf(2));
    const file = fileOf("in", [rowOf(2), rowOf(1)]);

    const { code, out, err } = await run(["import", file]);
    expect([code, out.split(" Rows")[0]]).toEqual([1, "0 written, 1 there already, 0 replaced, 1 differ."]);
    expect(err).toContain(`Line 2: `);
    expect(await rowJson(rowOf(1))).toMatchObject({ identityId: idOf(7) });

    expect(await run(["import", file, "--overwrite"])).toMatchObject({
      code: 0,
      out: "0 written, 1 there already, 1 replaced, 0 differ.",
    });
    expect(await run(["import", file])).toMatchObject({ code: 0 });
    expect(await rowJson(rowOf(1))).toMatchObject({
      identityId: idOf(1),
      history: [{ identityId: idOf(7), reason: "restored" }],
    });
  });

  test("tells what stood in a damaged row that it replaces, whose identity no history has", async () => {
    await withRows(rowOf(1, { identityId: idOf(7) }));
    const [entity] = await entities();
    await clientOf().updateEntity({ ...keysOf(entity), createdAt: "yesterday" }, "Merge");

    const { code, err } = await run(["import", fileOf("in", [rowOf(1)]), "--overwrite"]);

    expect([code, err]).toEqual([0, expect.stringContaining(idOf(7))]);
    expect(await rowJson(rowOf(1))).toMatchObject({ identityId: idOf(1) });
  });

  test("leaves a row whose history has no room, and goes on with the others", async () => {
    const full = rowOf(1, { history: Array.from({ length: 50 }, (_, n) => moved(n + 10)) });
    await withRows(rowOf(1, { identityId: idOf(7) }));
    const file = fileOf("in", [full, rowOf(2)]);

    const { code, out, err } = await run(["import", file, "--overwrite"]);

    expect([code, out.split(" Rows")[0]]).toEqual([1, "1 written, 0 there already, 0 replaced, 1 differ."]);
    expect(err).toContain("Line 1: The row");
    expect(await rowJson(rowOf(1))).toMatchObject({ identityId: idOf(7) });
  });

  test("of a file that is not there says so", async () => {
    await expectRefusal(["import", fileNamed("none")], "ENOENT");
  });
});

test.each([
  ["restore", (row: Row) => ["restore", "--row-key", row.RowKey, "--identity", idOf(2)]],
  ["reset", (row: Row) => ["reset", "--row-key", row.RowKey, "--yes"]],
  ["import", (row: Row) => ["import", fileOf("in", [{ ...row, identityId: idOf(5) }]), "--overwrite"]],
])("%s leaves a row that somebody else has changed since it was read", async (_, command) => {
  const row = rowOf(1, { history: [moved(2)] });
  await withRows(row);
  const other = new DirectoryTable({ endpoint: azurite.endpoint, tableName: table }, emulatedCredential(ca));
  jest.spyOn(DirectoryTable.prototype, "find").mockImplementationOnce(async (rowKey) => {
    const read = await other.find(rowKey);
    await clientOf().updateEntity({ ...entityOfRow(row), identityId: idOf(7) }, "Replace");
    return read;
  });

  await expectRefusal(command(row), "has changed in the meantime");
  expect(await rowJson(row)).toMatchObject({ identityId: idOf(7) });
});

describe("what to do is said in one line for", () => {
  const show = ["show", "--row-key", rowOf(1).RowKey];

  test("a table that is not there", async () => {
    await expectRefusal(show, `There is no table ${table}`);
  });

  test("a sign-in that may not use the table", async () => {
    const credential = emulatedCredential(ca, "https://vault.azure.net");
    await expectRefusal(show, "Storage Table Data Reader", { credential });
  });

  test("an address where nobody answers", async () => {
    const port = await freePort();
    const releasePort = await holdPort(port);
    const endpoint = azurite.endpoint.replace(`:${azurite.port}`, `:${port}`);
    await expectRefusal([...show, "--endpoint", endpoint], /cannot be reached \(ECONN\w+\).*--endpoint/);
    releasePort();
  });

  test("an address of something else", async () => {
    await withApi({}, async ({ emulator }) => {
      const args = [...show, "--endpoint", emulator.endpoints.keyVault];
      await expectRefusal(args, "does not accept your sign-in. Check --endpoint");
    });
  });

  test("no address, or one that cannot be", async () => {
    const args = [...show, "--endpoint", "http://contoso.table.core.windows.net"];
    await expectRefusal(args, "IDENTITY_TABLE_ENDPOINT is not valid", { code: 2 });
  });
});

describe("as a process", () => {
  const runProcess = (args: readonly string[], env: NodeJS.ProcessEnv) =>
    new Promise<Ran>((resolve) => {
      const main = join(projectRoot(), "dist/tools/directory/main.js");
      const child = execFile(process.execPath, [main, ...args], { env }, (_, out, err) => {
        resolve({ code: child.exitCode ?? -1, out, err });
      });
    });

  test("it signs in as Azure's own credential does", async () => {
    await withRows(rowOf(1));
    await withApi({}, async ({ emulator }) => {
      const env = { ...environmentFor(emulator), ...azurite.environment(), IDENTITY_TABLE_NAME: table };
      const { code, out } = await runProcess(["show", "--row-key", rowOf(1).RowKey, "--json"], env);
      expect([code, out]).toEqual([0, `${lineOfRow(rowOf(1))}\n`]);
    });
  });

  test("without a sign-in it says how to get one", async () => {
    const env = {
      ...azurite.environment(),
      PATH: dirname(process.execPath),
      NODE_EXTRA_CA_CERTS: ca.caFile,
      AZURE_TOKEN_CREDENTIALS: "AzureCliCredential",
    };
    const { code, out, err } = await runProcess(["show", "--row-key", rowOf(1).RowKey], env);
    expect([code, out, err]).toEqual([
      1,
      "",
      expect.stringMatching(/^Cannot sign in to Azure: run az login [^\n]+\n$/),
    ]);
  });

  test("--help says how it is used, and a wrong command line ends with 2", async () => {
    const help = await runProcess(["--help"], {});
    expect([help.code, help.out]).toEqual([0, expect.stringContaining("npm run directory -- show")]);
    const wrong = await runProcess(["list"], {});
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("See --help.")]);
  });
});
