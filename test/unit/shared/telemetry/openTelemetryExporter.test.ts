import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { InMemorySpanExporter, type ReadableSpan, type SpanExporter } from "@opentelemetry/sdk-trace-node";
import { OpenTelemetryExporter, scrubbedSpan } from "../../../../shared/telemetry/openTelemetryExporter";
import { finishedSpan } from "../../../support/finishedSpan";
import { recordLog } from "../../../support/recordLog";

type Result = Parameters<Parameters<SpanExporter["export"]>[1]>[0];
type Answer = "taken" | "refused";

const resultOf = async (exporter: SpanExporter) =>
  await new Promise<Result>((resolve) => {
    exporter.export([], resolve);
  });

let results: Record<Answer, Result>;

beforeAll(async () => {
  const closed = new InMemorySpanExporter();
  await closed.shutdown();
  results = { taken: await resultOf(new InMemorySpanExporter()), refused: await resultOf(closed) };
});

/** Answers each export with the next of the given answers. */
class ScriptedExporter implements SpanExporter {
  readonly exported: ReadableSpan[] = [];
  hasShutDown = false;
  readonly #answers: Answer[];

  constructor(answers: readonly Answer[]) {
    this.#answers = [...answers];
  }

  export(spans: ReadableSpan[], done: (result: Result) => void): void {
    this.exported.push(...spans);
    done(results[this.#answers.shift() ?? "taken"]);
  }

  shutdown(): Promise<void> {
    this.hasShutDown = true;
    return Promise.resolve();
  }
}

/** Exports one span for each answer. */
function exportAll(answers: readonly Answer[]) {
  const inner = new ScriptedExporter(answers);
  const { log, logged } = recordLog();
  const exporter = new OpenTelemetryExporter(inner, log);
  const seen: Result[] = [];
  const span = finishedSpan({ name: "IssueToken", attributes: { secret: "secret" } });
  answers.forEach(() => {
    exporter.export([span], (result) => seen.push(result));
  });
  return { inner, logged, seen, exporter };
}

test("spans are scrubbed before they leave, and whoever exports learns how it went", () => {
  const { inner, seen } = exportAll(["taken", "refused"]);
  expect(inner.exported.map(({ name, attributes }) => [name, attributes])).toEqual([
    ["IssueToken", {}],
    ["IssueToken", {}],
  ]);
  expect(seen).toEqual([results.taken, results.refused]);
  expect(results.refused.error).toBeInstanceOf(Error);
});

test.each<[string, Answer[], number]>([
  ["nothing while all is taken", ["taken", "taken"], 0],
  ["one line for a collector that goes on refusing", ["taken", "refused", "refused", "refused"], 1],
  ["one line for each time that it begins to", ["refused", "taken", "refused", "refused"], 2],
])("logs of the exporter %s", (_, answers, lines) => {
  const { logged } = exportAll(answers);
  expect(logged).toHaveLength(lines);
  expect(logged.filter(({ level, error }) => level !== "warn" || error !== results.refused.error)).toEqual([]);
});

test("ends with the exporter within it", async () => {
  const { inner, exporter } = exportAll([]);
  await exporter.shutdown();
  expect(inner.hasShutDown).toBe(true);
});

const ID = "8:acs:188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0_00000007-5535-965c-dbb7-3a3a0d0043d1";
const JWT = `eyJhbGciOiJSUzI1NiJ9.${"eyJza3lwZWlkIjoiYWNzIn0".repeat(3)}.c2lnbmF0dXJl`;

const callOf = (url: string) =>
  scrubbedSpan(
    finishedSpan({
      name: "GET",
      kind: SpanKind.CLIENT,
      attributes: { "http.request.method": "GET", "url.full": url },
    }),
  );

test.each([
  [`https://r.communication.azure.com/identities/${encodeURIComponent(ID)}/:issueAccessToken?api-version=2023-10-01`],
  [`https://r.communication.azure.com/identities/${ID}/:issueAccessToken`],
  [`https://r.communication.azure.com/identities/${ID.slice("8:acs:".length)}/:issueAccessToken#${ID}`],
  [`https://user:password@r.communication.azure.com/identities/${JWT}/:issueAccessToken?sig=c2VjcmV0`],
])("an identity, or what is in its place, becomes {id}, and nothing but the path is kept of %s", (url) => {
  const { name, attributes } = callOf(url);
  expect(name).toBe("GET /identities/{id}/:issueAccessToken");
  expect(attributes).toEqual({
    "http.request.method": "GET",
    "url.full": "https://r.communication.azure.com/identities/{id}/:issueAccessToken",
    "url.template": "/identities/{id}/:issueAccessToken",
  });
});

test.each([
  ["https://v.vault.azure.net/secrets/acs-connection-string/", "/secrets/acs-connection-string/"],
  ["http://127.0.0.1:41481/msi/token?resource=https%3A%2F%2Fvault.azure.net", "/msi/token"],
  ["https://s.table.core.windows.net/AcsIdentities(PartitionKey='a',RowKey='b%2Fc')", "/AcsIdentities({key})"],
  ["https://s.table.core.windows.net/Tables('AcsIdentities')", "/Tables({key})"],
  ["https://login.example.com/tenant/v2.0/.well-known/keys", "/tenant/v2.0/.well-known/keys"],
  ["https://r.communication.azure.com/teamsUser/:exchangeAccessToken", "/teamsUser/:exchangeAccessToken"],
  ["https://example.com/a%20secret/x", "/{id}/x"],
  [
    "https://r.communication.azure.com/access/teamsExtension/tenants/0AC5DE57-0000-4000-8000-00000000000A/assignments/0ac5de57-0000-4000-8000-00000000000b",
    "/access/teamsExtension/tenants/{id}/assignments/{id}",
  ],
])("the path of %s is %s", (url, template) => {
  expect(callOf(url).attributes["url.template"]).toBe(template);
});

test("an address that cannot be read is left out", () => {
  expect(callOf("/identities/x?code=secret")).toMatchObject({
    name: "GET",
    attributes: { "http.request.method": "GET" },
  });
});

test("of attributes, errors and events nothing is kept that could hold a secret", () => {
  const harmless = {
    "error.type": "ECONNREFUSED",
    "http.response.status_code": 503,
    "server.address": "r.communication.azure.com",
    "server.port": 443,
  };
  const secret = {
    "http.request.header.authorization": ["HMAC-SHA256 secret"],
    "url.path": "/secret",
    "url.query": "?code=secret",
    "http.url": "https://secret",
    "user_agent.original": "secret",
    "what.comes.next": "secret",
  };
  const span = finishedSpan({
    name: "IssueToken",
    attributes: { ...harmless, ...secret },
    links: [{ context: { traceId: "1", spanId: "2", traceFlags: 1 }, attributes: { of: "secret" } }],
    status: { code: SpanStatusCode.ERROR, message: "secret" },
    exception: new Error("secret"),
  });
  expect(
    JSON.stringify([span.attributes, span.status, span.events, span.links]).match(/secret/g)?.length,
  ).toBeGreaterThan(8);
  expect(scrubbedSpan(span)).toMatchObject({
    name: "IssueToken",
    attributes: harmless,
    status: { code: SpanStatusCode.ERROR },
    events: [],
    links: [],
  });
  expect(Object.keys(scrubbedSpan(span).attributes).sort()).toEqual(Object.keys(harmless).sort());
  expect(scrubbedSpan(span).status).not.toHaveProperty("message");
});

test("what places a span in its trace and in time stays as it is", () => {
  const span = finishedSpan({ name: "IssueToken", kind: SpanKind.SERVER });
  const scrubbed = scrubbedSpan(span);
  const { kind, startTime, endTime, duration, ended, resource, instrumentationScope } = span;
  expect(scrubbed).toMatchObject({ kind, startTime, endTime, duration, ended, resource, instrumentationScope });
  expect(scrubbed.spanContext()).toEqual(span.spanContext());
});
