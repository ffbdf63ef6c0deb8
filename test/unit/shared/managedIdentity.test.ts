import { type IdentityEnvironment, managedIdentityTokens } from "../../../shared/managedIdentity";
import { UpstreamFailure } from "../../../shared/resilience/UpstreamFailure";
import { ManualClock } from "../../../tools/kit/ManualClock";
import { errorFrom } from "../../support/errorFrom";
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
