import * as fc from "fast-check";
import * as z from "zod";
import { FAILED_READ_COOLDOWN_MS, UNKNOWN_KEY_COOLDOWN_MS } from "../../shared/callers/jwt/IssuerKeys";
import { FINDING_MAX_AGE_MS } from "../../shared/health/HealthCheck";
import { IdentityProvider, TROUBLE } from "../../tools/testbed/identityProvider/IdentityProvider";
import { type Changes, newKey, USUAL } from "../../tools/testbed/identityProvider/TestIssuer";
import { WITHOUT_LIMITS } from "../../tools/testbed/Stage";
import { ApiUnderTest, errorOf, identityOf, type Reply, tokenOf, withApi } from "../support/ApiUnderTest";
import { BAD_TOKENS } from "../support/badTokens";
import { appService, entraPrincipal, staticWebApps } from "../support/principals";
import { rawRequest } from "../support/rawRequest";
import { until } from "../support/until";

/** Clients give up at ten seconds, and this much is left for the way; see the time budget of `endpoint`. */
const LIMIT_MS = 8_000;

const ENDPOINTS: readonly [string, string][] = [
  ["POST", "/me/tokens"],
  ["GET", "/me/token"],
  ["DELETE", "/me/tokens"],
  ["DELETE", "/me"],
  ["POST", "/me/teams-tokens"],
];

const environmentFor = (...providers: readonly IdentityProvider[]) => ({
  USER_AUTH: "jwt",
  JWT_ISSUERS: providers.map(({ issuer }) => issuer).join(","),
  JWT_AUDIENCES: USUAL.audience,
  JWT_REQUIRED_SCOPE: USUAL.scope,
  ...WITHOUT_LIMITS,
  TEAMS_CLIENT_ID: "0ac5de57-0000-4000-8000-00000000000c",
});

let provider: IdentityProvider;
/** Two issuers besides, one of them named in another form, whose keys none but one test asks for. */
let other: IdentityProvider;
let slashed: IdentityProvider;
let api: ApiUnderTest;

beforeAll(async () => {
  [provider, other, slashed] = await Promise.all([
    IdentityProvider.start(),
    IdentityProvider.start(),
    IdentityProvider.start({ path: "/tenant/" }),
  ]);
  api = await ApiUnderTest.start({ environment: environmentFor(provider, other, slashed) });
});

afterAll(async () => {
  await api.stop();
  await Promise.all([provider, other, slashed].map((each) => each.stop()));
});

/** Headers with a token of the provider, which must not get out again. */
async function signedIn(claims: Changes = {}, { on = api, by = provider } = {}): Promise<Record<string, string>> {
  return bearing(await by.tokens.mint(claims), on);
}

function bearing(token: string, on = api): Record<string, string> {
  on.watch.secret(token);
  return { Authorization: `Bearer ${token}` };
}

async function myToken(headers: Record<string, string>, on = api): Promise<Reply> {
  return await on.send("GET", "/me/token", { headers });
}

describe("a signed-in user", () => {
  test("gets a token for an identity that stays the same", async () => {
    const first = await api.sendJson("POST", "/me/tokens", { scopes: ["chat"] }, await signedIn());
    expect(first.status).toBe(200);
    expect(tokenOf(first).token).not.toBe("");
    const { Authorization = "" } = await signedIn();
    for (const headers of [await signedIn(), { "X-Authorization": Authorization, Authorization: "Bearer x.y.z" }]) {
      const again = await myToken(headers);
      expect([again.status, identityOf(again)]).toEqual([200, identityOf(first)]);
    }
  });

  test("has an identity of their own", async () => {
    const ids = await Promise.all(
      ["u1", "u2", "U1", "u1 "].map(async (sub) => identityOf(await myToken(await signedIn({ sub })))),
    );
    expect(new Set(ids).size).toBe(4);
  });
});

describe("nobody gets in", () => {
  test.each(ENDPOINTS)("without a token: %s %s", async (method, path) => {
    const reply = await api.send(method, path);
    expect(outcomeOf(reply)).toEqual([401, "MissingCredential"]);
    expect(reply.headers.get("www-authenticate")).toBe("Bearer");
    expect(reply.headers.get("x-ms-error-code")).toBe("MissingCredential");
  });

  test.each(ENDPOINTS)("with a forged principal: %s %s", async (method, path) => {
    const headers = { "x-ms-client-principal": staticWebApps() };
    const reply = await api.send(method, path, { headers });
    expect(outcomeOf(reply)).toEqual([401, "MissingCredential"]);
  });

  test.each(BAD_TOKENS)("with a token that is %s: %s", async (_, code, make) => {
    const headers = bearing(await make(provider.tokens));
    for (const [method, path] of ENDPOINTS) {
      const reply = await api.send(method, path, { headers });
      expect(outcomeOf(reply)).toEqual([code === "Forbidden" ? 403 : 401, code]);
      expect(reply.headers.get("www-authenticate")).toMatch(
        code === "Forbidden"
          ? /^Bearer error="insufficient_scope", error_description="[^"\\]+", scope="Tokens\.Read"$/
          : /^Bearer error="invalid_token", error_description="[^"\\]+"$/,
      );
    }
  });

  test("and is told what came and what was expected", async () => {
    const issuer = errorOf(await myToken(await signedIn({ iss: "https://other.example" }))).message;
    expect(issuer).toContain("https://other.example");
    expect(issuer).toContain(provider.issuer);
    const audience = errorOf(await myToken(await signedIn({ aud: "https://graph.microsoft.com" }))).message;
    expect(audience).toContain("https://graph.microsoft.com");
    expect(audience).toContain(USUAL.audience);
  });
});

const outcomeOf = (reply: Reply) => [reply.status, errorOf(reply).code];

/** Health's status, and what its line of the issuers says. */
async function healthOf(on: ApiUnderTest) {
  const { status, json } = await on.send("GET", "/health");
  const { checks } = z.object({ checks: z.array(z.record(z.string(), z.string())) }).parse(json);
  const { checkedAt = "", ...line } = checks.find(({ name }) => name === "issuers") ?? {};
  return { checkedAt, told: { httpStatus: status, status: line["status"], message: line["message"] } };
}

/** The same when its findings are too old to be told again. */
async function healthAgain(on: ApiUnderTest) {
  await on.pass(FINDING_MAX_AGE_MS);
  return (await healthOf(on)).told;
}

// These go through what an issuer's keys may come to, each from where the one before has left it.
describe("the issuer's keys", () => {
  test("are read once for Health, and once for users when the first of them comes", async () => {
    expect((await healthOf(api)).told).toMatchObject({ httpStatus: 200, status: "healthy" });
    expect(other.fetched).toEqual({ discovery: 1, keys: 1 });
    expect(await healthAgain(api)).toMatchObject({ httpStatus: 200, status: "healthy" });
    expect(other.fetched).toEqual({ discovery: 1, keys: 1 });
  });

  test("that cannot be read are 503, and all is well when they can be again", async () => {
    await other.down();
    const headers = await signedIn({}, { by: other });
    for (const [method, path] of ENDPOINTS) {
      const reply = await api.send(method, path, { headers });
      expect(outcomeOf(reply)).toEqual([503, "UpstreamUnavailable"]);
      expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    // What needs no key is told all the same.
    expect(errorOf(await myToken(await signedIn({ exp: 0 }, { by: other }))).code).toBe("ExpiredCredential");

    await other.up();
    other.inTrouble(TROUBLE.failing);
    await api.pass(FAILED_READ_COOLDOWN_MS);
    expect((await myToken(headers)).status).toBe(503);
    expect(await healthAgain(api)).toMatchObject({ httpStatus: 200, status: "degraded" });

    // One that never comes, in time: time passes for the API alone, and no further than a caller waits.
    other.inTrouble(() => undefined);
    // A budget that is not kept is not kept at a second look either, for which the machine may have time.
    await until(async () => {
      const { length: earlier } = api.durations();
      await api.pass(FAILED_READ_COOLDOWN_MS);
      const all = await api.passUntilDone(Promise.all([1, 2, 3].map(() => myToken(headers))));
      expect(all.map(({ status }) => status)).toEqual([503, 503, 503]);
      await until(() => api.durations().length >= earlier + 3);
      return Math.max(...api.durations().slice(earlier)) < LIMIT_MS;
    });

    await other.up();
    await api.pass(FAILED_READ_COOLDOWN_MS);
    expect((await myToken(headers)).status).toBe(200);
  });

  test("may be rotated during the run, and unknown ones are not asked for again and again", async () => {
    const before = await signedIn({}, { by: other });
    const id = identityOf(await myToken(before));
    const { discovery, keys } = { ...other.fetched };

    await other.tokens.rotate();
    const all = Array.from({ length: 10 }, async () => myToken(await signedIn({}, { by: other })));
    expect((await Promise.all(all)).map(identityOf)).toEqual(Array.from({ length: 10 }, () => id));
    expect(other.fetched).toEqual({ discovery: discovery + 1, keys: keys + 1 });

    expect(outcomeOf(await myToken(before))).toEqual([401, "InvalidCredential"]);
    const foreign = await other.tokens.mint({}, { key: await newKey("RS256") });
    for (let time = 0; time < 20; time++) {
      expect((await myToken(bearing(foreign))).status).toBe(401);
    }
    expect(other.fetched).toEqual({ discovery: discovery + 1, keys: keys + 1 });
  });

  test("are at hand while the issuer is in trouble, which those alone feel whose key is not among them", async () => {
    await other.down();
    await api.pass(UNKNOWN_KEY_COOLDOWN_MS);
    expect((await myToken(await signedIn({}, { by: other }))).status).toBe(200);
    await other.tokens.rotate();
    expect(outcomeOf(await myToken(await signedIn({}, { by: other })))).toEqual([503, "UpstreamUnavailable"]);
  });

  test("of two issuers count each for its own", async () => {
    const first = await myToken(await signedIn());
    const second = await myToken(await signedIn({}, { by: slashed }));
    expect(identityOf(first)).not.toBe(identityOf(second));
    const crossed = await myToken(await signedIn({ iss: provider.issuer }, { by: slashed }));
    expect(outcomeOf(crossed)).toEqual([401, "InvalidCredential"]);
  });
});

test("an issuer that is none is told as a wrong setting, in reply, log and Health, and not asked again and again", async () => {
  const [documentless, another] = await Promise.all([IdentityProvider.start(), IdentityProvider.start()]);
  documentless.inTrouble(TROUBLE.missing);
  another.discovery = { issuer: "https://localhost:1/{tenantid}/v2.0" };
  const wrong = [documentless, another];
  await withApi({ environment: environmentFor(...wrong) }, async (on) => {
    for (const by of wrong) {
      const headers = await signedIn({}, { on, by });
      for (const [method, path] of [...ENDPOINTS, ...ENDPOINTS]) {
        const reply = await on.send(method, path, { headers });
        expect(outcomeOf(reply)).toEqual([500, "Misconfigured"]);
        expect(reply.headers.get("retry-after")).toBeNull();
      }
    }
    await healthOf(on);
    const { message, ...told } = await healthAgain(on);
    expect(told).toEqual({ httpStatus: 503, status: "unhealthy" });
    for (const { issuer, fetched } of wrong) {
      expect(message).toContain(issuer);
      // For the users, and for Health.
      expect(fetched.discovery).toBe(2);
      await until(() =>
        on.logLines.some((line) => line.includes(issuer) && line.includes("b2clogin.com/tfp/TENANT_ID")),
      );
    }
    expect(message).toContain("JWT_ISSUERS");
  });
  await Promise.all(wrong.map((each) => each.stop()));
});

describe("no token of another user can be had", () => {
  const TENANT = "0ac5de57-0000-4000-8000-00000000000a";
  const VICTIM = "0ac5de57-0000-4000-8000-00000000000b";

  test("by any caller, path, body, header or query string", async () => {
    const victim = await signedIn({ sub: VICTIM, tid: TENANT, oid: VICTIM });
    const victims = await myToken(victim);
    const victimId = identityOf(victims);
    const own = `Bearer ${await provider.tokens.mint({ sub: "mallory" })}`;
    const claims = { sub: VICTIM, tid: TENANT, oid: VICTIM };
    const forged = await Promise.all(
      [
        provider.tokens.mint(claims, { key: await newKey("RS256") }),
        provider.tokens.mint(claims, { key: await newKey("RS256"), header: { kid: provider.tokens.rsa.kid } }),
        provider.tokens.mint({ ...claims, exp: 1 }),
        provider.tokens.mint({ ...claims, aud: "another-api" }),
      ].map(async (token) => `Bearer ${await token}`),
    );
    for (const credential of [own, ...forged]) {
      api.watch.secret(credential);
    }

    const credential = fc.constantFrom(own, own, ...forged, `${own},${forged[0] ?? ""}`, "Bearer x.y.z", "");
    const principal = fc.constantFrom(
      entraPrincipal({ tenantId: TENANT, objectId: VICTIM }),
      staticWebApps({ userId: VICTIM }),
      appService("aad", { sub: VICTIM, tid: TENANT, oid: VICTIM }),
      `${provider.issuer}|${VICTIM}`,
    );
    const line: fc.Arbitrary<[name: string, value: string]> = fc.oneof(
      fc.tuple(fc.constantFrom("Authorization", "X-Authorization", "authorization"), credential),
      fc.tuple(fc.constantFrom("x-ms-client-principal", "X-MS-CLIENT-PRINCIPAL"), principal),
      fc.tuple(
        fc.constantFrom(
          "x-ms-client-principal-id",
          "x-ms-client-principal-name",
          "x-ms-token-aad-access-token",
          "x-forwarded-user",
          "x-original-url",
          "x-http-method-override",
        ),
        fc.constantFrom(VICTIM, victimId, `/api/identities/${victimId}/tokens`),
      ),
      fc.constant<[string, string]>(["Content-Type", "application/json"]),
    );
    const names = ["id", "user", "userId", "sub", "oid", "communicationUserId", "access_token", "code", "scopes"];
    const name = fc.constantFrom(...names);
    const value = fc.constantFrom<unknown>(VICTIM, victimId, { communicationUserId: victimId }, ["chat"]);
    const request = fc.record({
      endpoint: fc.constantFrom(...ENDPOINTS),
      suffix: fc.constantFrom("", "", "/", `/${victimId}`, `/..%2Fidentities%2F${victimId}%2Ftokens`),
      query: fc.dictionary(name, fc.constantFrom(VICTIM, victimId, forged[0] ?? "")),
      lines: fc.array(line, { maxLength: 6 }),
      body: fc.oneof(
        fc.constant(""),
        fc.dictionary(name, value).map((body) => JSON.stringify(body)),
      ),
    });

    let successes = 0;
    await fc.assert(
      fc.asyncProperty(request, async ({ endpoint: [method, path], suffix, query, lines, body }) => {
        const target = `/api${path}${suffix}?${new URLSearchParams(query).toString()}`;
        const sent = method === "GET" ? "" : body;
        const length = ["Content-Length", String(Buffer.byteLength(sent))];
        const headers = ["Host", new URL(api.url).host, "Connection", "close", ...length, ...lines.flat()];
        const reply = await rawRequest(api.url, target, { method, headers, body: sent });
        expect(reply.body).not.toContain(victimId);
        expect(reply.status).toBeLessThan(500);
        // Only who brought a good token, once, where it counts.
        if (reply.status < 300) {
          successes += 1;
          const valuesOf = (header: string) => lines.filter(([key]) => key.toLowerCase() === header).map(([, v]) => v);
          const named = valuesOf("x-authorization").join("") || valuesOf("authorization").join("");
          expect(named).toBe(own);
        }
      }),
      { numRuns: 400 },
    );
    expect(successes).toBeGreaterThan(0);
    // Nor was the victim deleted, or signed out.
    expect(identityOf(await myToken(victim))).toBe(victimId);
    expect(api.emulator.control.validateToken(tokenOf(victims).token)).toEqual({ valid: true });
  });
});
