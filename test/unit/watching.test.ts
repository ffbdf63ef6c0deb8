import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { ERRORS } from "../../shared/errors";
import { endpoint } from "../../shared/http/endpoint";
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

function faultsOf(queries: Readonly<Record<string, string>>) {
  const input = JSON.stringify({ tables: TABLES, queries });
  const program = join(projectRoot(), "test/support/checkKusto.cjs");
  const { stdout } = spawnSync(process.execPath, [program], { input, encoding: "utf8" });
  return z.record(z.string(), z.array(z.string())).parse(JSON.parse(stdout));
}

/** What each line of the audit, and of a request, says: written by the code that writes it. */
async function fieldsOfTheLog(): Promise<Set<string>> {
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
  const { context, lines: logged } = invocation("IssueToken");
  await endpoint(() => Promise.reject(new Error("an error")))(httpRequest({ method: "POST" }), context);
  lines.push(...logged.map(({ line }) => z.looseObject({}).parse(JSON.parse(String(line)))));
  return new Set(lines.flatMap((line) => Object.keys(line)));
}

test("The language service understands each query, with the columns that the tables have", () => {
  const texts = Object.fromEntries(QUERIES.map(({ file, text }, i) => [`${file} ${i}`, text]));

  expect(FILES.length).toBeGreaterThan(4);
  expect(IN_DOCS.length).toBeGreaterThan(1);
  expect(faultsOf(texts)).toEqual(Object.fromEntries(Object.keys(texts).map((name) => [name, []])));
});

test("It finds a column that is not there, and an operator that is none", () => {
  const { column, operator } = faultsOf({ column: "AppTraces | where Mesage == 1", operator: "AppTraces | wher 1" });

  expect(column).toEqual([expect.stringContaining("'Mesage' does not refer to any known column")]);
  expect(operator).not.toEqual([]);
});

test("Each field of a line that a query reads is one that the log has", async () => {
  const known = await fieldsOfTheLog();
  const read = QUERIES.flatMap(({ text }) => [...text.matchAll(/\bline\.(\w+)/g)].map(([, field = ""]) => field));

  expect(read.length).toBeGreaterThan(10);
  expect(read.filter((field) => !known.has(field))).toEqual([]);
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
