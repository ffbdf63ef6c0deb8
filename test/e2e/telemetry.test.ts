import { CommunicationIdentityClient } from "@azure/communication-identity";
import type { Emulator } from "../../tools/emulator/index";
import { IdentityProvider } from "../../tools/testbed/identityProvider/IdentityProvider";
import { type ApiUnderTest, withApi } from "../support/ApiUnderTest";
import { OtlpCollector } from "../support/OtlpCollector";
import type { ReceivedSpan } from "../support/readSpans";
import { until } from "../support/until";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLERS_SPAN = "00f067aa0ba902b7";
/** The caller records its part, or leaves that to others. */
const caller = (flags = "01") => ({ traceparent: `00-${TRACE}-${CALLERS_SPAN}-${flags}` });

let collector: OtlpCollector;

beforeEach(async () => {
  collector = await OtlpCollector.start();
});

afterEach(async () => {
  await collector.stop();
});

/** Exports are sent at once unless told otherwise; in Azure they are sent every five seconds. */
const exporting = (environment: Record<string, string> = {}) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
  OTEL_BSP_SCHEDULE_DELAY: "1",
  ...environment,
});

/** When nothing is sent but at the end. */
const LATE = { OTEL_BSP_SCHEDULE_DELAY: "3600000" };

/** The spans of the caller's trace, once the function's own, which ends last, is among them. */
async function spansOf(functionName: string): Promise<{ own: ReceivedSpan; calls: ReceivedSpan[] }> {
  const inTrace = () => collector.spans.filter(({ traceId }) => traceId === TRACE);
  await until(() => inTrace().some(({ name }) => name === functionName));
  const own = inTrace().find(({ name }) => name === functionName);
  if (!own) {
    throw new Error(`${functionName} is no span of the trace.`);
  }
  const calls = inTrace().filter((span) => span !== own);
  return { own, calls: calls.sort((a, b) => a.name.localeCompare(b.name)) };
}

async function listenToReads({ control }: Emulator, isListening: boolean): Promise<void> {
  await control.listen("managedIdentity", isListening);
  await control.listen("keyVault", isListening);
}

const vaultIsDown = (emulator: Emulator) => listenToReads(emulator, false);

/** The first request has to read the secret, then, since the API could not read it ahead. */
async function readsNothingAhead({ logLines, emulator }: ApiUnderTest): Promise<void> {
  await until(() => logLines.some((line) => line.includes("could not be read ahead")));
  await listenToReads(emulator, true);
}

/** An identity that was created without the API. */
async function newIdentity({ connectionString }: Emulator): Promise<string> {
  const user = await new CommunicationIdentityClient(connectionString).createUser();
  return user.communicationUserId;
}

const mayNotGetOut = (api: ApiUnderTest) => {
  for (const text of collector.received) {
    api.watch.saw("an export", text);
  }
};

describe.each([
  ["identity", "POST /identities/{id}/:issueAccessToken"],
  ["administration", "POST /identities/{id}/token"],
])("with ACS_SDK=%s, one call of IssueToken", (sdk, acsCall) => {
  test("is one trace, from its caller to all that it calls", async () => {
    await withApi({ auth: true, environment: exporting({ ACS_SDK: sdk }), prepare: vaultIsDown }, async (api) => {
      await readsNothingAhead(api);
      const id = await newIdentity(api.emulator);
      const code = api.keys.functions["IssueToken"] ?? "";
      const reply = await api.send("POST", `/identities/${id}/tokens?code=${code}`, { headers: caller() });
      expect(reply.status).toBe(200);

      const { own, calls } = await spansOf("IssueToken");
      expect(own).toMatchObject({ service: "acs-token-api", kind: "server", isError: false });
      expect(own.attributes).toMatchObject({ "http.request.method": "POST", "http.response.status_code": 200 });
      expect(own.parentSpanId).toMatch(/^[\da-f]{16}$/);
      expect(own.parentSpanId).not.toBe(CALLERS_SPAN);
      expect(calls.map(({ name }) => name)).toEqual(["GET /msi/token", "GET /secrets/acs-connection-string/", acsCall]);
      expect(calls.filter(({ kind, parentSpanId }) => kind !== "client" || parentSpanId !== own.spanId)).toEqual([]);

      const received = api.emulator.control.lastRequests().filter(({ traceParent }) => traceParent?.includes(TRACE));
      expect(received.map(({ service, traceParent }) => [service, traceParent]).sort()).toEqual(
        calls.map((call) => [serviceOf(api, call), `00-${TRACE}-${call.spanId}-01`]).sort(),
      );
      expect(collector.received.join()).not.toContain(id.slice("8:acs:".length));
      mayNotGetOut(api);
    });
  });
});

function serviceOf({ emulator }: ApiUnderTest, { attributes }: ReceivedSpan): string | undefined {
  const isIts = ([, endpoint]: [string, string]) => new URL(endpoint).port === String(attributes["server.port"]);
  return Object.entries(emulator.endpoints).find(isIts)?.[0];
}

test("a signed-in user's call tells no user: the issuer's keys and the table are calls below it", async () => {
  const provider = await IdentityProvider.start();
  const users = { ...provider.environment(), IDENTITY_TABLE_NAME: "AcsIdentities" };
  await withApi({ environment: exporting(users) }, async (api) => {
    const token = await provider.tokens.mint();
    api.watch.secret(token);
    const reply = await api.send("GET", "/me/token", { headers: { ...caller(), Authorization: `Bearer ${token}` } });
    expect(reply.status).toBe(200);

    const { own, calls } = await spansOf("GetMyToken");
    const names = calls.map(({ name }) => name);
    expect(names).toContain("GET /tenant/v2.0/.well-known/openid-configuration");
    expect(names).toContain("GET /tenant/v2.0/keys");
    expect(names).toContainEqual(expect.stringMatching(/^GET .*\/AcsIdentities\(\{key\}\)$/));
    expect(calls.filter(({ parentSpanId }) => parentSpanId !== own.spanId)).toEqual([]);
    mayNotGetOut(api);
  });
  await provider.stop();
});

test("a caller who records nothing is no reason for the API not to, nor what it reads ahead of all, or cannot do", async () => {
  const reads = () => collector.spans.filter(({ name }) => /^GET .(?:secrets|msi)/.test(name));
  await withApi({ environment: exporting({ OTEL_SERVICE_NAME: "tokens" }) }, async (api) => {
    await until(() => reads().length === 2);
    expect(reads().map(({ parentSpanId }) => parentSpanId)).toEqual(["", ""]);

    api.emulator.control.setFault("acs", { status: 503 });
    const reply = await api.send("POST", "/identities", { headers: caller("00") });
    expect(reply.status).toBe(503);
    const { own, calls } = await spansOf("CreateIdentity");
    expect(own).toMatchObject({ service: "tokens", isError: true });
    expect(own.attributes).toMatchObject({ "http.response.status_code": 503, "error.type": "UpstreamUnavailable" });
    expect(calls.find(({ name }) => name === "POST /identities")).toMatchObject({ isError: true });
  });
});

test("what is queued when the API is told to end is sent first, and only then; nothing where its operator says so", async () => {
  const environment = exporting({ ...LATE, OTEL_TRACES_SAMPLER: "parentbased_always_on" });
  await withApi({ environment }, async (api) => {
    await api.send("POST", "/identities", { headers: caller("00") });
    await api.send("DELETE", "/identities/8:acs:unknown", { headers: caller() });
    expect(collector.spans).toEqual([]);
  });
  expect((await spansOf("DeleteIdentity")).calls).toEqual([]);
  expect(collector.spans.filter(({ traceId }) => traceId === TRACE).map(({ name }) => name)).toEqual([
    "DeleteIdentity",
  ]);
});

const WHAT_IS_LOADED = `
const { app } = require("@azure/functions");
app.http("Loaded", {
  methods: ["GET"],
  authLevel: "anonymous",
  handler: () => ({
    jsonBody: Object.keys(require.cache).some((file) => /@opentelemetry.(sdk|instrumentation|exporter)/.test(file)),
  }),
});`;

const COMPLAINT = "Spans could not be exported";
const UNSENT = "The last spans were not exported in time";

describe("without OpenTelemetry to rely on, the API answers as ever", () => {
  const asEver = async (api: ApiUnderTest) => {
    const id = await api.createIdentity();
    expect((await api.send("POST", `/identities/${id}/tokens`)).status).toBe(200);
    expect((await api.send("DELETE", `/identities/${id}`)).status).toBe(204);
  };

  const isLoaded = async (api: ApiUnderTest) => (await api.send("GET", "/Loaded")).json;

  test("when none is named, so that nothing of it is loaded", async () => {
    await withApi({ planted: WHAT_IS_LOADED }, async (api) => {
      await asEver(api);
      expect(await isLoaded(api)).toBe(false);
    });
  });

  test("when the collector is down, which is logged once", async () => {
    await collector.stop();
    const environment = exporting({ OTEL_EXPORTER_OTLP_TIMEOUT: "1" });
    const { lines } = await withApi({ environment, planted: WHAT_IS_LOADED }, async (api) => {
      await asEver(api);
      await until(() => api.logLines.some((line) => line.includes(COMPLAINT)));
      await asEver(api);
      expect(await isLoaded(api)).toBe(true);
      return { lines: api.logLines };
    });
    expect(lines.filter((line) => line.includes(COMPLAINT))).toHaveLength(1);
  });

  test("when the collector hangs: no request waits for it, and at the end it gets little time", async () => {
    collector.hang();
    const slow = exporting({ OTEL_EXPORTER_OTLP_TIMEOUT: "3600000", OTEL_BSP_EXPORT_TIMEOUT: "3600000" });
    const { lines } = await withApi({ environment: slow, timeGoesOn: true }, async (api) => {
      await asEver(api);
      await until(() => collector.waiting > 0);
      await asEver(api);
      return { lines: api.logLines };
    });
    expect(lines.filter((line) => line.includes(UNSENT))).toHaveLength(1);
  });
});
