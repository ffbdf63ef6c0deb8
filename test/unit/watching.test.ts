import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { ApiError, ERRORS } from "../../shared/errors";
import { endpoint } from "../../shared/http/endpoint";
import { UpstreamFailure } from "../../shared/resilience/UpstreamFailure";
import { type AuditEntry, auditInto } from "../../shared/telemetry/audit";
import { projectRoot } from "../../tools/kit/projectRoot";
import { OPERATIONS } from "../../tools/openapi/operations";
import { AUDIT_ACTIONS } from "../support/auditActions";
import { httpRequest } from "../support/httpRequest";
import { invocation } from "../support/invocation";
import { PAGES } from "./docs/pages";

const DIRECTORY = join(projectRoot(), "infra/queries");
const FILES = readdirSync(DIRECTORY).map((file) => ({ file, text: readFileSync(join(DIRECTORY, file), "utf8") }));
const IN_DOCS = PAGES.flatMap(({ name, text }) =>
  [...text.matchAll(/```kusto\n([^]*?)```/g)].map(([, query = ""]) => ({ file: name, text: query })),
);
const QUERIES = [...FILES, ...IN_DOCS];

/** Columns of every table, by Azure Monitor's reference. */
const OF_ALL = {
  _BilledSize: "real",
  _IsBillable: "string",
  _ResourceId: "string",
  _SubscriptionId: "string",
  SourceSystem: "string",
  TenantId: "string",
  TimeGenerated: "datetime",
  Type: "string",
};

/** Azure Monitor's reference of tables; `traces` is what Application Insights itself calls AppTraces. */
const TABLES = {
  // https://learn.microsoft.com/azure/azure-monitor/reference/tables/acsauthincomingoperations
  ACSAuthIncomingOperations: {
    ...OF_ALL,
    Category: "string",
    CorrelationId: "string",
    DurationMs: "int",
    Identity: "string",
    Level: "string",
    OperationName: "string",
    OperationVersion: "string",
    PlatformType: "string",
    ResultDescription: "string",
    ResultSignature: "string",
    ResultType: "string",
    Scopes: "dynamic",
    SdkType: "string",
    URI: "string",
  },
  // https://learn.microsoft.com/azure/azure-monitor/reference/tables/apptraces; those that are about the app
  AppTraces: {
    ...OF_ALL,
    AppRoleInstance: "string",
    AppRoleName: "string",
    AppVersion: "string",
    ItemCount: "int",
    Measurements: "dynamic",
    Message: "string",
    OperationId: "string",
    OperationName: "string",
    ParentId: "string",
    Properties: "dynamic",
    SeverityLevel: "int",
  },
  // https://learn.microsoft.com/azure/azure-monitor/app/data-model-complete
  traces: { timestamp: "datetime", message: "string", severityLevel: "int", operation_Id: "string" },
};

/** By name; checked at once, since to load the language service takes seconds. */
const TEXTS = Object.fromEntries(QUERIES.map(({ file, text }, i) => [`${file} ${i}`, text]));
const BAD = { column: "AppTraces | where Mesage == 1", operator: "AppTraces | wher 1" };

function faultsOf(queries: Readonly<Record<string, string>>) {
  const input = JSON.stringify({ tables: TABLES, queries });
  const program = join(projectRoot(), "test/support/checkKusto.cjs");
  const { stdout } = spawnSync(process.execPath, [program], { input, encoding: "utf8" });
  return z.record(z.string(), z.array(z.string())).parse(JSON.parse(stdout));
}

let faults: Readonly<Record<string, readonly string[]>>;

beforeAll(() => {
  faults = faultsOf({ ...TEXTS, ...BAD });
});

/** Lines of the audit, and of requests that fail in each way that a query looks for: written by the code that writes them. */
async function linesOfTheLog(): Promise<object[]> {
  const lines: object[] = [];
  const entry: Required<AuditEntry> = {
    action: "a",
    outcome: "done",
    identity: "i",
    scopes: [],
    expiresOn: new Date(0),
    replaced: "r",
    reason: "r",
    note: "n",
    tenant: "t",
    account: "a",
    principalType: "user",
    clientIds: [],
  };
  auditInto((_, line) => lines.push(line))(entry);
  const throttled = new UpstreamFailure("throttled", { mayHaveActed: false, cause: undefined });
  for (const error of [
    new Error("an error"),
    new ApiError("TooManyRequests", "Later.", { cause: throttled }),
    new ApiError("Misconfigured", "Set it right."),
  ]) {
    const { context, lines: logged } = invocation("IssueToken");
    await endpoint(() => Promise.reject(error))(httpRequest({ method: "POST" }), context);
    lines.push(...logged.map(({ line }) => z.looseObject({}).parse(JSON.parse(String(line)))));
  }
  return lines;
}

test("The language service understands each query, with the columns that the tables have", () => {
  expect(FILES.length).toBeGreaterThan(4);
  expect(IN_DOCS.length).toBeGreaterThan(1);
  expect(faults).toMatchObject(Object.fromEntries(Object.keys(TEXTS).map((name) => [name, []])));
});

test("It finds a column that is not there, and an operator that is none", () => {
  const { column, operator } = faults;

  expect(column).toEqual([expect.stringContaining("'Mesage' does not refer to any known column")]);
  expect(operator?.length).toBeGreaterThan(0);
});

test("Each field of a line that a query reads is one that the log has", async () => {
  const known = new Set((await linesOfTheLog()).flatMap((line) => Object.keys(line)));
  const read = QUERIES.flatMap(({ text }) => [...text.matchAll(/\bline\.(\w+)/g)].map(([, field = ""]) => field));

  expect(read.length).toBeGreaterThan(10);
  expect(read.filter((field) => !known.has(field))).toEqual([]);
});

test("Each text by which a query finds lines is one that some line of the log has", async () => {
  const log = (await linesOfTheLog()).map((line) => JSON.stringify(line)).join("\n");
  const filters = QUERIES.flatMap(({ text }) =>
    [...text.matchAll(/\bmessage (\S+) "([^"]*)"/gi)].map(([, operator, term = ""]) => ({ operator, term })),
  ).filter(({ term }) => term !== "PSEUDONYM");
  // As `has` reads them: whole words.
  const isThere = (term: string) => new RegExp(`\\b${term.trim()}(?!\\w)`).test(log);

  expect(filters.length).toBeGreaterThan(4);
  expect(filters.filter(({ operator, term }) => operator !== "has" || !isThere(term))).toEqual([]);
});

test("Tokens that were not issued are those of all operations that give one, through no fault of the caller's", () => {
  const [{ text } = { text: "" }] = FILES.filter(({ file }) => file === "failedMints.kql");
  const [, list = ""] = /tostring\(line\.function\) in \((.*)\)/.exec(text) ?? [];
  const giving = OPERATIONS.filter(({ name }) => /^CreateIdentity$|^(?:Issue|Get|Exchange)\w*Token$/.test(name));

  expect([...list.matchAll(/"(\w+)"/g)].map(([, name]) => name).sort()).toEqual(giving.map(({ name }) => name).sort());
  expect(text).toMatch(/^\| where toint\(line\.status\) >= 500$/m);
});

test("A query compares a field of a line as what it is, a text or a number, and exactly", () => {
  const compared = QUERIES.flatMap(({ file, text }) =>
    [...text.matchAll(/^\| where (?:.* and )?(.*\bline\..*)$/gm)].map(([, condition = ""]) => ({ file, condition })),
  );

  expect(compared.length).toBeGreaterThan(3);
  expect(
    compared.filter(
      ({ condition }) => !/^(?:tostring\(line\.\w+\) (?:==|in) .+|toint\(line\.\w+\) >= \d+)$/.test(condition),
    ),
  ).toEqual([]);
});

test("What a query compares a field with is what the code writes there", () => {
  const outcomes: Record<AuditEntry["outcome"], true> = { done: true, unknown: true };
  const values: Readonly<Record<string, readonly string[]>> = {
    code: Object.keys(ERRORS),
    function: OPERATIONS.map(({ name }) => name),
    outcome: Object.keys(outcomes),
  };
  const compared = QUERIES.flatMap(({ text }) =>
    [...text.matchAll(/tostring\(line\.(\w+)\) (?:==|in) \(?([^)\n]*)/g)].flatMap(([, field = "", list = ""]) =>
      [...list.matchAll(/"(\w+)"/g)].map(([, value = ""]) => ({ field, value })),
    ),
  ).filter(({ value }) => value !== "PSEUDONYM");
  const named = FILES.flatMap(({ text }) => [...text.matchAll(/^ {4}.*, "(\w+)",$/gm)].map(([, name = ""]) => name));

  expect(compared.length).toBeGreaterThan(5);
  expect(compared.filter(({ field, value }) => !values[field]?.includes(value))).toEqual([]);
  expect(named).toHaveLength(5);
  expect(named.filter((name) => !AUDIT_ACTIONS.includes(name))).toEqual([]);
});

test("The alerts and the workbook use each query of the folder", () => {
  const modules = ["alerts.bicep", "workbook.bicep"].map((name) =>
    readFileSync(join(projectRoot(), "infra", name), "utf8"),
  );
  const used = modules.flatMap((text) =>
    [...text.matchAll(/loadTextContent\('queries\/(.*?)'\)/g)].map(([, name = ""]) => name),
  );

  expect([...new Set(used)].sort()).toEqual(FILES.map(({ file }) => file).sort());
});

test("docs/operations.md shows the comparison with ACS's own log as it is in the workbook", () => {
  const [ofFile] = FILES.filter(({ file }) => file === "mintedElsewhere.kql");
  const shown = IN_DOCS.filter(({ file }) => file === "docs/operations.md").map(({ text }) => text);

  expect(shown).toContain(ofFile?.text);
});
