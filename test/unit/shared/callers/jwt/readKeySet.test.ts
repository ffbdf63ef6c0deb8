import { readKeySetFrom } from "../../../../../shared/callers/jwt/readKeySet";
import { systemClock } from "../../../../../shared/clock";
import { ApiError } from "../../../../../shared/errors";
import { ManualClock } from "../../../../../tools/kit/ManualClock";
import { IdentityProvider, TROUBLE } from "../../../../../tools/testbed/identityProvider/IdentityProvider";
import { errorFrom } from "../../../../support/errorFrom";

const read = readKeySetFrom({ clock: systemClock, random: () => 0 });

let provider: IdentityProvider;
let v1: IdentityProvider;

beforeAll(async () => {
  provider = await IdentityProvider.start();
  v1 = await IdentityProvider.start({ path: "/tenant/" });
});

beforeEach(async () => {
  provider.discovery = {};
  provider.fetched.discovery = provider.fetched.keys = 0;
  await provider.up();
});

afterAll(async () => {
  await Promise.all([provider.stop(), v1.stop()]);
});

test("the keys are found by discovery", async () => {
  await expect(read(provider.issuer)).resolves.toEqual(provider.tokens.keySet());
  expect(provider.fetched).toEqual({ discovery: 1, keys: 1 });
});

test("an issuer with a closing slash, as version 1 of Entra has it, is found too", async () => {
  await expect(read(v1.issuer)).resolves.toEqual(v1.tokens.keySet());
});

test("an issuer that never answers is UpstreamUnavailable in time", async () => {
  const clock = new ManualClock();
  const started = clock.now();
  provider.inTrouble(() => undefined);
  const reading = readKeySetFrom({ clock, random: () => 0 })(provider.issuer);
  await expect(clock.run(reading)).rejects.toMatchObject({ code: "UpstreamUnavailable", status: 503 });
  expect(clock.now() - started).toBeLessThan(5_000);
});

const { missing, empty, ...passing } = TROUBLE;

test.each(Object.entries(passing))("an issuer in trouble is UpstreamUnavailable: %s", async (_, answer) => {
  provider.inTrouble(answer);
  const error = await errorFrom(ApiError, () => read(provider.issuer));
  expect(error).toMatchObject({ code: "UpstreamUnavailable", status: 503 });
  expect(error.retryAfterSeconds).toBe(answer === TROUBLE.busy ? 30 : 5);
});

test.each([
  ["Fri, 31 Dec 9999 23:59:59 GMT", 300],
  ["99999999999", 300],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 1],
  ["0", 1],
])("with Retry-After: %s callers are told to wait %d s", async (retryAfter, told) => {
  provider.inTrouble((_request, response) => {
    response.writeHead(503, { "Retry-After": retryAfter }).end();
  });
  const error = await errorFrom(ApiError, () => read(provider.issuer));
  expect(error.retryAfterSeconds).toBe(told);
});

describe("where no issuer is, waiting does not help: Misconfigured", () => {
  const told = async () => {
    const { code, status, message, retryAfterSeconds } = await errorFrom(ApiError, () => read(provider.issuer));
    expect({ code, status, retryAfterSeconds }).toEqual({ code: "Misconfigured", status: 500 });
    expect(message).toMatch(/^Correct the setting JWT_ISSUERS: /);
    expect(message).toContain(provider.issuer);
    return message;
  };

  test("as with Azure AD B2C's default issuer, which has no discovery document", async () => {
    provider.inTrouble(missing);
    expect(await told()).toContain("there is no discovery document");
    expect(provider.fetched.discovery).toBe(1);
  });

  test("as with a tenant that Entra does not know", async () => {
    provider.inTrouble((_request, response) => response.writeHead(400).end('{"error":"invalid_tenant"}'));
    expect(await told()).toContain("there is no discovery document");
  });

  test("as with JSON that is nothing", async () => {
    provider.inTrouble(empty);
    expect(await told()).toContain("a document without an issuer");
  });

  test("as with a redirect, which is not followed", async () => {
    const before = v1.fetched.discovery;
    provider.inTrouble((_request, response) => {
      response.writeHead(302, { Location: `${v1.issuer}.well-known/openid-configuration` }).end();
    });
    await told();
    expect(v1.fetched.discovery).toBe(before);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["another issuer's document", { issuer: "https://localhost:1/evil" }, /the issuer "https:\/\/localhost:1\/evil"/],
    ["a document of no issuer", { issuer: undefined }, /without an issuer/],
    ["the template of many tenants", { issuer: "https://localhost:1/{tenantid}/v2.0" }, /\{tenantid\}/],
  ])("is told of a wrong document, as with %s", async (_, discovery, message) => {
    provider.discovery = discovery;
    expect(await told()).toMatch(message);
    expect(provider.fetched).toEqual({ discovery: 1, keys: 0 });
  });
});

test("an issuer that is down is UpstreamUnavailable, and well again when it is back", async () => {
  await provider.down();
  await expect(read(provider.issuer)).rejects.toMatchObject({ code: "UpstreamUnavailable" });
  await provider.up();
  await expect(read(provider.issuer)).resolves.toEqual(provider.tokens.keySet());
});

test.each<[string, Record<string, unknown>]>([
  ["without keys", { jwks_uri: undefined }],
  ["with keys that are not over https", { jwks_uri: "http://localhost:1/keys" }],
  ["with keys in a file", { jwks_uri: "file:///etc/hosts" }],
  ["with keys in itself", { jwks_uri: 'data:application/json,{"keys":[]}' }],
  ["with keys nowhere", { jwks_uri: "keys" }],
])("a discovery document %s is not believed", async (_, discovery) => {
  provider.discovery = discovery;
  await expect(read(provider.issuer)).rejects.toMatchObject({ code: "UpstreamUnavailable" });
  expect(provider.fetched.keys).toBe(0);
});

test("an issuer that is not over https is not asked", async () => {
  await expect(read(provider.issuer.replace("https:", "http:"))).rejects.toMatchObject({ code: "Misconfigured" });
  expect(provider.fetched.discovery).toBe(0);
});

test("an issuer that throttles is left alone for as long as it says", async () => {
  provider.inTrouble((_request, response) => response.writeHead(429, { "Retry-After": "30" }).end());
  await errorFrom(ApiError, () => read(provider.issuer));
  const asked = provider.fetched.discovery;

  const error = await errorFrom(ApiError, () => read(provider.issuer));

  expect(error).toMatchObject({ code: "UpstreamUnavailable", retryAfterSeconds: 30 });
  expect(provider.fetched.discovery).toBe(asked);
});
