import * as fc from "fast-check";
import * as z from "zod";
import { IdentityProvider, TROUBLE } from "../../tools/testbed/identityProvider/IdentityProvider";
import { type Changes, newKey, USUAL } from "../../tools/testbed/identityProvider/TestIssuer";
import { WITHOUT_LIMITS } from "../../tools/testbed/Stage";
import { ApiUnderTest, errorOf, identityOf, type Reply, tokenOf, withApi } from "../support/ApiUnderTest";
import { BAD_TOKENS } from "../support/badTokens";
import { appService, entraPrincipal, staticWebApps } from "../support/principals";
import { type HeaderLine, rawRequest } from "../support/rawRequest";
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
let api: ApiUnderTest;

beforeAll(async () => {
  provider = await IdentityProvider.start();
  api = await ApiUnderTest.start({ environment: environmentFor(provider) });
});

afterAll(async () => {
  await api.stop();
  await provider.stop();
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

/** An API that trusts an issuer of its own, which `spoil` has got at before. */
async function withIssuer(
  use: (on: ApiUnderTest, own: IdentityProvider) => Promise<void>,
  spoil: (own: IdentityProvider) => unknown = () => undefined,
): Promise<void> {
  const own = await IdentityProvider.start();
  try {
    await spoil(own);
    await withApi({ environment: environmentFor(own) }, (on) => use(on, own));
  } finally {
    await own.stop();
  }
}

const outcomeOf = (reply: Reply) => [reply.status, errorOf(reply).code];

/** Health's status, and what its line of the issuers says. */
async function healthOf(on: ApiUnderTest) {
  const { status, json } = await on.send("GET", "/health");
  const { checks } = z.object({ checks: z.array(z.record(z.string(), z.string())) }).parse(json);
  const { checkedAt = "", ...line } = checks.find(({ name }) => name === "issuers") ?? {};
  return { checkedAt, told: { httpStatus: status, status: line["status"], message: line["message"] } };
}

/** The same when it has looked a second time. */
async function healthAgain(on: ApiUnderTest) {
  const { checkedAt } = await healthOf(on);
  await until(async () => (await healthOf(on)).checkedAt !== checkedAt);
  return (await healthOf(on)).told;
}

describe("the issuer's keys", () => {
  test("are read once for Health, once for users, and rotated during the run", async () => {
    await withIssuer(async (on, own) => {
      expect(await healthAgain(on)).toMatchObject({ httpStatus: 200, status: "healthy" });
      expect(own.fetched).toEqual({ discovery: 1, keys: 1 });
      const before = await signedIn({}, { on, by: own });
      const id = identityOf(await myToken(before, on));
      expect(own.fetched).toEqual({ discovery: 2, keys: 2 });

      await own.tokens.rotate();
      const all = Array.from({ length: 10 }, async () => myToken(await signedIn({}, { on, by: own }), on));
      expect((await Promise.all(all)).map(identityOf)).toEqual(Array.from({ length: 10 }, () => id));
      expect(own.fetched.keys).toBe(3);

      expect(outcomeOf(await myToken(before, on))).toEqual([401, "InvalidCredential"]);
      const foreign = await own.tokens.mint({}, { key: await newKey("RS256") });
      for (let time = 0; time < 20; time++) {
        expect((await myToken(bearing(foreign, on), on)).status).toBe(401);
      }
      expect(own.fetched).toEqual({ discovery: 3, keys: 3 });
    });
  });

  test("of two issuers count each for its own", async () => {
    const v1 = await IdentityProvider.start({ path: "/tenant/" });
    await withApi({ environment: environmentFor(provider, v1) }, async (on) => {
      const first = await myToken(await signedIn({}, { on }), on);
      const second = await myToken(await signedIn({}, { on, by: v1 }), on);
      expect(identityOf(first)).not.toBe(identityOf(second));
      const crossed = await myToken(await signedIn({ iss: provider.issuer }, { on, by: v1 }), on);
      expect(outcomeOf(crossed)).toEqual([401, "InvalidCredential"]);
    });
    await v1.stop();
  });

  test("that cannot be read are 503, and all is well when they can be again", async () => {
    const withoutKeys = async (on: ApiUnderTest, own: IdentityProvider) => {
      const headers = await signedIn({}, { on, by: own });
      for (const [method, path] of ENDPOINTS) {
        const reply = await on.send(method, path, { headers });
        expect(outcomeOf(reply)).toEqual([503, "UpstreamUnavailable"]);
        expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(0);
      }
      // What needs no key is told all the same.
      expect(errorOf(await myToken(await signedIn({ exp: 0 }, { on, by: own }), on)).code).toBe("ExpiredCredential");

      await own.up();
      own.inTrouble(TROUBLE.failing);
      expect((await myToken(headers, on)).status).toBe(503);
      expect((await healthOf(on)).told).toMatchObject({ httpStatus: 200, status: "degraded" });

      await own.up();
      await until(async () => (await myToken(headers, on)).status === 200);

      // With keys at hand, the issuer's trouble is felt by those alone whose key is not among them.
      await own.down();
      expect((await myToken(headers, on)).status).toBe(200);
      await own.tokens.rotate();
      expect(outcomeOf(await myToken(await signedIn({}, { on, by: own }), on))).toEqual([503, "UpstreamUnavailable"]);
    };
    await withIssuer(withoutKeys, (own) => own.down());
  });

  test("that never come are 503 in time", async () => {
    const silent = async (on: ApiUnderTest, own: IdentityProvider) => {
      const headers = await signedIn({}, { on, by: own });
      // A budget that is not kept is not kept at a second look either, for which the machine may have time.
      await until(async () => {
        const earlier = on.durations().length;
        const all = await Promise.all([1, 2, 3].map(() => myToken(headers, on)));
        expect(all.map(({ status }) => status)).toEqual([503, 503, 503]);
        await until(() => on.durations().length === earlier + 3);
        return Math.max(...on.durations().slice(earlier)) < LIMIT_MS;
      });
    };
    await withIssuer(silent, (own) => {
      own.inTrouble(() => undefined);
    });
  });
});

test.each<[string, (own: IdentityProvider) => void]>([
  [
    "has no discovery document",
    (own) => {
      own.inTrouble(TROUBLE.missing);
    },
  ],
  [
    "has another issuer's",
    (own) => {
      own.discovery = { issuer: "https://localhost:1/{tenantid}/v2.0" };
    },
  ],
])(
  "an issuer that %s is told as a wrong setting, in reply, log and Health, and not asked again and again",
  async (_, spoil) => {
    const asNoIssuer = async (on: ApiUnderTest, own: IdentityProvider) => {
      const headers = await signedIn({}, { on, by: own });
      for (const [method, path] of [...ENDPOINTS, ...ENDPOINTS]) {
        const reply = await on.send(method, path, { headers });
        expect(outcomeOf(reply)).toEqual([500, "Misconfigured"]);
        expect(reply.headers.get("retry-after")).toBeNull();
      }
      const { message, ...told } = await healthAgain(on);
      expect(told).toEqual({ httpStatus: 503, status: "unhealthy" });
      expect(message).toContain(own.issuer);
      expect(message).toContain("JWT_ISSUERS");
      // For the users, and for Health.
      expect(own.fetched.discovery).toBe(2);
      await until(() => on.logLines.some((line) => line.includes("b2clogin.com/tfp/TENANT_ID")));
    };
    await withIssuer(asNoIssuer, spoil);
  },
);

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
    const line: fc.Arbitrary<HeaderLine> = fc.oneof(
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
      fc.constant<HeaderLine>(["Content-Type", "application/json"]),
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
        const url = `${api.url}/api${path}${suffix}?${new URLSearchParams(query).toString()}`;
        const reply = await rawRequest(method, url, lines, method === "GET" ? "" : body);
        expect(reply.text).not.toContain(victimId);
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
