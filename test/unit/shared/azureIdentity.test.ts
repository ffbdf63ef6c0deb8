import { once } from "node:events";
import { createServer, type Server } from "node:http";
import * as z from "zod";
import { TOKEN_LIMIT_MS, withTokenLimit } from "../../../shared/azureIdentity";
import { TimeLimitError } from "../../../shared/deadline";
import type { IdentityEnvironment } from "../../../shared/managedIdentity";
import { ManualClock } from "../../../tools/kit/ManualClock";
import { errorFrom } from "../../support/errorFrom";

const CLIENT_ID = "7d4e1c00-0000-4000-8000-000000000001";
const SCOPE = "https://vault.azure.net/.default";

/** How the token endpoint answers, and how often it was asked. */
let answer: { status: number; body: string; headers?: Record<string, string> };
let asked: number;
let server: Server;
const before = { ...process.env };

beforeAll(async () => {
  server = createServer((_request, response) => {
    asked++;
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers }).end(answer.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  Object.assign(process.env, { IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`, IDENTITY_HEADER: "header" });
});

afterAll(() => {
  process.env = before;
  server.close();
});

beforeEach(() => {
  asked = 0;
});

/** In a process of its own, as it were: MSAL keeps the first network client that it was given for all credentials. */
async function credentialOf(environment: IdentityEnvironment) {
  jest.resetModules();
  const { createCredential } = await import("../../../shared/azureIdentity.js");
  const clock = new ManualClock();
  const credential = createCredential(environment, clock);
  return { clock, failure: async () => failureShape.parse(await credential.getToken(SCOPE).catch(fieldsOf)) };
}

const managed = async (clientId?: string) =>
  await credentialOf({ IDENTITY_ENDPOINT: process.env["IDENTITY_ENDPOINT"], AZURE_CLIENT_ID: clientId });

const failureShape = z.object({
  name: z.string(),
  kind: z.string().optional(),
  advice: z.string().optional(),
  retryAfterSeconds: z.number().optional(),
  source: z.string().optional(),
});

const fieldsOf = (error: unknown): unknown =>
  error instanceof Error ? Object.assign({}, error, { name: error.name }) : {};

const APP_SERVICE = '{"statusCode":400,"message":"Unable to load the proper Managed Identity.","correlationId":"1"}';
const UPPER_CASE =
  '{"StatusCode":400,"Message":"No Managed Identity found for specified ClientId/ResourceId/PrincipalId.","CorrelationId":"1"}';
const DELEGATED =
  '{"statusCode":400,"message":"No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId."}';
const METADATA_SERVICE = '{"error":"invalid_request","error_description":"Identity not found"}';
const SEVERAL =
  '{"error":"invalid_request","error_description":"Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request"}';

describe.each([
  ["App Service and Functions", 400, APP_SERVICE],
  ["App Service, an older form", 400, UPPER_CASE],
  ["Flex Consumption and Container Apps", 400, DELEGATED],
  ["Container Apps, as not found", 404, DELEGATED],
  ["the metadata service", 400, METADATA_SERVICE],
  ["the metadata service, several identities", 400, SEVERAL],
])("an identity that the app does not have, as told by %s", (_, status, body) => {
  test("is the wrong client id where one is set", async () => {
    answer = { status, body };
    const failure = await (await managed(CLIENT_ID)).failure();
    expect(failure.kind).toBe("noCredential");
    expect(failure.advice).toMatch(/client id in the setting AZURE_CLIENT_ID/);
    expect(asked).toBe(1);
  });

  test("is the system-assigned one where none is set", async () => {
    answer = { status, body };
    const failure = await (await managed()).failure();
    expect(failure.kind).toBe("noCredential");
    expect(failure.advice).toMatch(/system-assigned.*AZURE_CLIENT_ID/);
  });
});

test.each([
  ["an error of the service", 500, '{"message":"The identity service failed."}'],
  ["a refusal that is not about the identity", 400, '{"statusCode":400,"message":"Bad request."}'],
])("%s does not count as a missing identity", async (_, status, body) => {
  answer = { status, body };
  expect((await (await managed()).failure()).name).not.toBe("UpstreamFailure");
});

test("a service that throttles is left alone for as long as it says, and callers are told how long that is", async () => {
  answer = { status: 429, body: "{}", headers: { "Retry-After": "60" } };
  const { clock, failure } = await managed();
  expect(await failure()).toMatchObject({ kind: "throttled", source: "managedIdentity", retryAfterSeconds: 60 });
  await clock.advance(20_000);
  expect(await failure()).toMatchObject({ kind: "throttled", source: "managedIdentity", retryAfterSeconds: 40 });
  expect(asked).toBe(1);
  await clock.advance(41_000);
  await failure();
  expect(asked).toBe(2);
});

describe("on a machine where nobody is signed in to Azure", () => {
  test.each([
    [{}, /az login.*AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET/],
    [{ AZURE_TENANT_ID: "t", AZURE_CLIENT_ID: CLIENT_ID }, /az login, or set AZURE_CLIENT_SECRET for/],
  ])("what is missing is told: %j", async (environment, advice) => {
    const { PATH } = process.env;
    const endpoint = process.env["IDENTITY_ENDPOINT"];
    delete process.env["IDENTITY_ENDPOINT"];
    // Whoever develops here may be signed in.
    process.env["PATH"] = "";
    process.env["AZURE_TOKEN_CREDENTIALS"] = "AzureCliCredential";
    try {
      const failure = await (await credentialOf(environment)).failure();
      expect(failure.kind).toBe("noCredential");
      expect(failure.advice).toMatch(advice);
    } finally {
      Object.assign(process.env, { PATH, IDENTITY_ENDPOINT: endpoint });
      delete process.env["AZURE_TOKEN_CREDENTIALS"];
    }
  });
});

test("a credential that never answers is given up, and asked again by the next call", async () => {
  const clock = new ManualClock();
  const token = { token: "a-token", expiresOnTimestamp: 1 };
  const getToken = jest
    .fn()
    .mockReturnValueOnce(new Promise(() => undefined))
    .mockResolvedValueOnce(token);
  const credential = withTokenLimit({ getToken }, clock);
  const started = clock.now();
  await errorFrom(TimeLimitError, () => clock.run(credential.getToken("a scope")));
  expect(clock.now() - started).toBe(TOKEN_LIMIT_MS);
  expect(await credential.getToken("a scope", { tenantId: "t" })).toBe(token);
  expect(getToken).toHaveBeenLastCalledWith("a scope", { tenantId: "t" });
});
