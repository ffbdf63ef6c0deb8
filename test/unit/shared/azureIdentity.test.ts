import * as z from "zod";
import { TOKEN_LIMIT_MS, withTokenLimit } from "../../../shared/azureIdentity";
import { TimeLimitError } from "../../../shared/deadline";
import type { IdentityEnvironment } from "../../../shared/managedIdentity";
import { ManualClock } from "../../../tools/kit/ManualClock";
import { errorFrom } from "../../support/errorFrom";
import { TokenEndpoint } from "./support/TokenEndpoint";

const CLIENT_ID = "7d4e1c00-0000-4000-8000-000000000001";
const SCOPE = "https://vault.azure.net/.default";

let endpoint: TokenEndpoint;
const before = { ...process.env };

beforeAll(async () => {
  endpoint = await TokenEndpoint.start();
  Object.assign(process.env, { IDENTITY_ENDPOINT: endpoint.url, IDENTITY_HEADER: "header" });
});

afterAll(() => {
  process.env = before;
  endpoint.stop();
});

beforeEach(() => {
  endpoint.asked = [];
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

test.each([
  [CLIENT_ID, 400, /client id in the setting AZURE_CLIENT_ID/],
  [undefined, 404, /system-assigned.*AZURE_CLIENT_ID/],
])("an identity that the app does not have is told as such: AZURE_CLIENT_ID=%s", async (clientId, status, advice) => {
  endpoint.answer = { status, body: '{"message":"No Managed Identity found for specified ClientId."}' };
  const failure = await (await managed(clientId)).failure();
  expect(failure.kind).toBe("noCredential");
  expect(failure.advice).toMatch(advice);
  expect(endpoint.asked).toHaveLength(1);
});

test.each([
  ["an error of the service", 500, '{"message":"The identity service failed."}'],
  ["a refusal that is not about the identity", 400, '{"statusCode":400,"message":"Bad request."}'],
])("%s does not count as a missing identity", async (_, status, body) => {
  endpoint.answer = { status, body };
  expect((await (await managed()).failure()).name).not.toBe("UpstreamFailure");
});

test("a service that throttles is left alone for as long as it says, and callers are told how long that is", async () => {
  endpoint.answer = { status: 429, body: "{}", headers: { "Retry-After": "60" } };
  const { clock, failure } = await managed();
  expect(await failure()).toMatchObject({ kind: "throttled", source: "managedIdentity", retryAfterSeconds: 60 });
  await clock.advance(20_000);
  expect(await failure()).toMatchObject({ kind: "throttled", source: "managedIdentity", retryAfterSeconds: 40 });
  expect(endpoint.asked).toHaveLength(1);
  await clock.advance(41_000);
  await failure();
  expect(endpoint.asked).toHaveLength(2);
});

describe("on a machine where nobody is signed in to Azure", () => {
  test.each([
    [{}, /az login.*AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET/],
    [{ AZURE_TENANT_ID: "t", AZURE_CLIENT_ID: CLIENT_ID }, /az login, or set AZURE_CLIENT_SECRET for/],
  ])("what is missing is told: %j", async (environment, advice) => {
    const { PATH } = process.env;
    delete process.env["IDENTITY_ENDPOINT"];
    // Whoever develops here may be signed in.
    process.env["PATH"] = "";
    process.env["AZURE_TOKEN_CREDENTIALS"] = "AzureCliCredential";
    try {
      const failure = await (await credentialOf(environment)).failure();
      expect(failure.kind).toBe("noCredential");
      expect(failure.advice).toMatch(advice);
    } finally {
      Object.assign(process.env, { PATH, IDENTITY_ENDPOINT: endpoint.url });
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
