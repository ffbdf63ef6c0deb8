import { once } from "node:events";
import { bearerTokenAuthenticationPolicy, createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";
import { TimeLimitError } from "../../../shared/deadline";
import {
  type IdentityEnvironment,
  managedIdentityCredential,
  managedIdentityTokens,
  TOKEN_LIMIT_MS,
} from "../../../shared/managedIdentity";
import { UpstreamFailure } from "../../../shared/resilience/UpstreamFailure";
import { ManualClock } from "../../../tools/kit/ManualClock";
import { errorFrom } from "../../support/errorFrom";
import { until } from "../../support/until";
import { TokenEndpoint } from "./support/TokenEndpoint";

const CLIENT_ID = "7d4e1c00-0000-4000-8000-000000000001";
const SCOPE = "https://communication.azure.com//.default";
/** In seconds. */
const END = 1_769_900_000;

let endpoint: TokenEndpoint;

beforeAll(async () => {
  endpoint = await TokenEndpoint.start();
});

afterAll(() => {
  endpoint.stop();
});

function fetchToken(more: IdentityEnvironment = {}) {
  const environment = { IDENTITY_ENDPOINT: endpoint.url, IDENTITY_HEADER: "a header", ...more };
  return managedIdentityTokens(environment, new ManualClock())(SCOPE, new AbortController().signal);
}

test.each([String(END), END])("a token is taken with its end in seconds, written as %j", async (expires_on) => {
  endpoint.answer = { status: 200, body: JSON.stringify({ access_token: "a-token", expires_on }) };
  expect(await fetchToken()).toEqual({ token: "a-token", expiresOnTimestamp: END * 1000 });
});

test.each([
  [undefined, null],
  ["", null],
  [" ", null],
  [CLIENT_ID, CLIENT_ID],
])("with AZURE_CLIENT_ID=%j the token is asked for as App Service documents it", async (clientId, named) => {
  endpoint.answer = { status: 200, body: JSON.stringify({ access_token: "a-token", expires_on: END }) };
  await fetchToken({ AZURE_CLIENT_ID: clientId });
  const { method, url = "", headers } = endpoint.asked.at(-1) ?? {};
  const { pathname, searchParams } = new URL(url, endpoint.url);
  expect([method, pathname, headers?.["x-identity-header"]]).toEqual(["GET", "/msi/token", "a header"]);
  expect(Object.fromEntries(searchParams)).toEqual({
    "api-version": "2019-08-01",
    // Of the two slashes one is the path's own.
    resource: "https://communication.azure.com/",
    ...(named && { client_id: named }),
  });
});

const APP_SERVICE = '{"statusCode":400,"message":"Unable to load the proper Managed Identity.","correlationId":"1"}';
const UPPER_CASE =
  '{"StatusCode":400,"Message":"No Managed Identity found for specified ClientId/ResourceId/PrincipalId.","CorrelationId":"1"}';
const DELEGATED =
  '{"statusCode":400,"message":"No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId."}';
const METADATA_SERVICE = '{"error":"invalid_request","error_description":"Identity not found"}';
const SEVERAL =
  '{"error":"invalid_request","error_description":"Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request"}';

describe.each([
  [CLIENT_ID, /client id in the setting AZURE_CLIENT_ID/],
  [undefined, /system-assigned.*AZURE_CLIENT_ID/],
])("an identity that the app does not have, with AZURE_CLIENT_ID=%s", (clientId, advice) => {
  test.each([
    ["App Service and Functions", 400, APP_SERVICE],
    ["App Service, an older form", 400, UPPER_CASE],
    ["Flex Consumption and Container Apps", 400, DELEGATED],
    ["Container Apps, as not found", 404, DELEGATED],
    ["the metadata service", 400, METADATA_SERVICE],
    ["the metadata service, several identities", 400, SEVERAL],
  ])("is told as such in the words of %s", async (_, status, body) => {
    endpoint.answer = { status, body };
    const failure = await errorFrom(UpstreamFailure, () => fetchToken({ AZURE_CLIENT_ID: clientId }));
    expect(failure.kind).toBe("noCredential");
    expect(failure.advice).toMatch(advice);
  });
});

const token = { access_token: "a-token", expires_on: END };

test.each<[string, Partial<TokenEndpoint["answer"]>, object]>([
  ["429", { status: 429, headers: { "Retry-After": "60" } }, { kind: "throttled", retryAfterSeconds: 60 }],
  ["400 that is not about the identity", { status: 400, body: '{"message":"Bad request."}' }, { kind: "unavailable" }],
  ["401", { status: 401 }, { kind: "unavailable" }],
  ["404", { status: 404 }, { kind: "unavailable" }],
  ["408", { status: 408 }, { kind: "timedOut" }],
  ["500", { status: 500, body: '{"message":"The identity service failed."}' }, { kind: "unavailable" }],
  ["a redirect", { status: 302, headers: { Location: "/msi/token" } }, { kind: "unavailable" }],
  ["no token", { body: JSON.stringify({ ...token, access_token: undefined }) }, { kind: "unavailable" }],
  ["an empty token", { body: JSON.stringify({ ...token, access_token: "" }) }, { kind: "unavailable" }],
  ["a token without its end", { body: JSON.stringify({ ...token, expires_on: undefined }) }, { kind: "unavailable" }],
  ["a token that ends at null", { body: JSON.stringify({ ...token, expires_on: null }) }, { kind: "unavailable" }],
  ["a date for an end", { body: JSON.stringify({ ...token, expires_on: "01/31/2026" }) }, { kind: "unavailable" }],
  ["what is not JSON", { body: "a-token" }, { kind: "unavailable" }],
  ["over 64 KiB", { body: JSON.stringify({ ...token, padding: "x".repeat(65_536) }) }, { kind: "unavailable" }],
])("an endpoint that answers with %s gives no token, in one try", async (_, answer, expected) => {
  endpoint.answer = { status: 200, body: "{}", ...answer };
  endpoint.asked = [];
  const failure = await errorFrom(UpstreamFailure, () => fetchToken({ AZURE_CLIENT_ID: CLIENT_ID }));
  expect(failure).toMatchObject({ mayHaveActed: false, ...expected });
  expect(endpoint.asked).toHaveLength(1);
});

test("an endpoint where nobody listens gives no token", async () => {
  const failure = await errorFrom(UpstreamFailure, () => fetchToken({ IDENTITY_ENDPOINT: "http://127.0.0.1:9/" }));
  expect(failure.kind).toBe("unavailable");
});

test("a refusal is told in its own words", async () => {
  endpoint.answer = { status: 400, body: METADATA_SERVICE };
  const { cause } = await errorFrom(UpstreamFailure, () => fetchToken());
  expect(cause).toMatchObject({
    message: expect.stringMatching(/answered 400: invalid_request: Identity not found$/) as unknown,
  });
});

describe("as a credential of the SDKs", () => {
  const HOUR_MS = 3_600_000;

  function setUp() {
    const clock = new ManualClock();
    const credential = managedIdentityCredential({ IDENTITY_ENDPOINT: endpoint.url }, clock);
    endpoint.asked = [];
    let count = 0;
    /** The endpoint gives another token each time. */
    const answersFor = (lifeMs: number) => {
      count++;
      const expires_on = Math.floor((clock.now() + lifeMs) / 1000);
      endpoint.answer = { status: 200, body: JSON.stringify({ access_token: `token-${count}`, expires_on }) };
    };
    const token = async (scope = SCOPE) => (await credential.getToken(scope))?.token;
    return { clock, credential, answersFor, token };
  }

  test("it keeps a token for each scope, which all who wait for it share", async () => {
    const { answersFor, token } = setUp();
    answersFor(24 * HOUR_MS);
    expect(await Promise.all([token(), token()])).toEqual(["token-1", "token-1"]);
    expect(await token()).toBe("token-1");
    expect(endpoint.asked).toHaveLength(1);
    answersFor(24 * HOUR_MS);
    expect([await token("https://storage.azure.com/.default"), await token()]).toEqual(["token-2", "token-1"]);
  });

  test("it renews a token when half of its life is over, while that serves on", async () => {
    const { clock, answersFor, token } = setUp();
    answersFor(24 * HOUR_MS);
    await token();
    await clock.advance(11 * HOUR_MS);
    expect([await token(), endpoint.asked.length]).toEqual(["token-1", 1]);
    answersFor(24 * HOUR_MS);
    await clock.advance(2 * HOUR_MS);
    expect(await token()).toBe("token-1");
    await until(async () => (await token()) === "token-2");
    expect(endpoint.asked).toHaveLength(2);
  });

  test("it gives out no token that ends within a minute, nor an older one when there is no other", async () => {
    const { clock, answersFor, token } = setUp();
    answersFor(HOUR_MS);
    await token();
    endpoint.answer = { status: 500, body: "{}" };
    await clock.advance(HOUR_MS - 60_000);
    expect(await token()).toBe("token-1");
    await clock.advance(1);
    expect((await errorFrom(UpstreamFailure, token)).kind).toBe("unavailable");
    answersFor(HOUR_MS);
    expect(await token()).toBe("token-2");
  });

  test("no client renews a token beside its calls, where a failure ends the process: the call itself asks, and fails", async () => {
    const { clock, credential } = setUp();
    // To a client, which goes by the time of day, in the last two minutes of its life.
    const expires_on = Math.floor(Date.now() / 1000) + 90;
    endpoint.answer = { status: 200, body: JSON.stringify({ access_token: "a-token", expires_on }) };
    const policy = bearerTokenAuthenticationPolicy({ credential, scopes: SCOPE });
    const call = () =>
      policy.sendRequest(createPipelineRequest({ url: "https://a.example/" }), (request) =>
        Promise.resolve({ request, status: 200, headers: createHttpHeaders() }),
      );
    expect((await call()).request.headers.get("Authorization")).toBe("Bearer a-token");
    endpoint.answer = { status: 500, body: "{}" };
    clock.stepWall(expires_on * 1000 - 59_999 - clock.now());
    expect((await errorFrom(UpstreamFailure, call)).kind).toBe("unavailable");
  });

  test("a service that throttles is left alone for as long as it says, and callers are told how long that is", async () => {
    const { clock, token } = setUp();
    endpoint.answer = { status: 429, body: "{}", headers: { "Retry-After": "60" } };
    const throttled = { kind: "throttled", source: "managedIdentity" };
    expect(await errorFrom(UpstreamFailure, token)).toMatchObject({ ...throttled, retryAfterSeconds: 60 });
    await clock.advance(20_000);
    expect(await errorFrom(UpstreamFailure, token)).toMatchObject({ ...throttled, retryAfterSeconds: 40 });
    expect(endpoint.asked).toHaveLength(1);
    await clock.advance(41_000);
    await errorFrom(UpstreamFailure, token);
    expect(endpoint.asked).toHaveLength(2);
  });

  test("an answer that never comes is given up, and asked for again by the next call", async () => {
    const { clock, answersFor, token } = setUp();
    endpoint.answer = undefined;
    const started = clock.now();
    const waiting = token();
    await once(endpoint.server, "request");
    await errorFrom(TimeLimitError, () => clock.run(waiting));
    expect(clock.now() - started).toBe(TOKEN_LIMIT_MS);
    answersFor(HOUR_MS);
    expect(await token()).toBe("token-1");
  });
});
