import * as z from "zod";
import { IdentityProvider, TROUBLE } from "../../tools/testbed/identityProvider/IdentityProvider";
import { ApiUnderTest, type Reply, withApi } from "../support/ApiUnderTest";
import { until } from "../support/until";
import { disableSecret } from "../support/vaultSecret";

const health = z.object({
  status: z.string(),
  checks: z.array(z.object({ name: z.string(), status: z.string(), message: z.string(), checkedAt: z.iso.datetime() })),
});

/** The status of the whole and of each check, and the HTTP status. */
function outcomeOf(reply: Reply) {
  const { status, checks } = health.parse(reply.json);
  return [reply.status, status, Object.fromEntries(checks.map((check) => [check.name, check.status]))];
}

describe("GET /api/health", () => {
  let api: ApiUnderTest;

  beforeAll(async () => {
    api = await ApiUnderTest.start({
      environment: {
        USER_AUTH: "easyauth",
        // Read again with nearly every request, so that trouble of the vault shows.
        ACS_CONNECTION_STRING_MAX_AGE_SECONDS: "1",
      },
    });
  });

  afterAll(async () => {
    await api.stop();
  });

  test("is 200 when all that requests need is there, and says what was looked at, and when", async () => {
    const before = Date.now();
    const reply = await api.send("GET", "/health");
    expect(outcomeOf(reply)).toEqual([
      200,
      "healthy",
      { connectionString: "healthy", acs: "healthy", identityTable: "healthy" },
    ]);
    for (const { checkedAt } of health.parse(reply.json).checks) {
      expect(Date.parse(checkedAt)).toBeGreaterThanOrEqual(before);
    }
    expect(reply.headers.get("cache-control")).toBe("no-store");
  });

  test("is answered to HEAD, too, without a body", async () => {
    const reply = await api.send("HEAD", "/health");
    expect([reply.status, reply.text, reply.headers.get("cache-control")]).toEqual([200, "", "no-store"]);
    expect(reply.headers.get("x-request-id")).toBeTruthy();
  });

  test("is 200 and degraded while the vault cannot be read, since callers are served", async () => {
    await api.emulator.control.listen("keyVault", false);
    await until(async () => outcomeOf(await api.send("GET", "/health"))[1] === "degraded");
    expect((await api.send("POST", "/identities")).status).toBe(201);
    await api.emulator.control.listen("keyVault", true);
  });

  test("is 503 while ACS cannot be reached, and well again afterwards", async () => {
    await api.emulator.control.listen("acs", false);
    await until(async () => outcomeOf(await api.send("GET", "/health"))[0] === 503);
    await api.emulator.control.listen("acs", true);
    await until(async () => outcomeOf(await api.send("GET", "/health"))[0] === 200);
  });
});

test("is 503 without a connection string, and says what to do", async () => {
  const api = await ApiUnderTest.start({ prepare: disableSecret });
  try {
    const reply = await api.send("GET", "/health");
    expect(outcomeOf(reply)).toEqual([503, "unhealthy", { connectionString: "unhealthy", acs: "unhealthy" }]);
    expect(health.parse(reply.json).checks[0]?.message).toMatch(/^Misconfigured: .*is disabled; enable it\.$/);
  } finally {
    await api.stop();
  }
});

describe("the line of the issuers", () => {
  const lineOf = (reply: Reply) => health.parse(reply.json).checks.find(({ name }) => name === "issuers");

  /** What Health says when it has looked a second time. */
  async function secondLook(api: ApiUnderTest): Promise<Reply> {
    const look = () => api.send("GET", "/health");
    const first = lineOf(await look())?.checkedAt;
    await until(async () => lineOf(await look())?.checkedAt !== first);
    return await look();
  }

  async function withIssuer(
    spoil: (own: IdentityProvider) => void,
    look: (api: ApiUnderTest, own: IdentityProvider) => Promise<void>,
  ) {
    const own = await IdentityProvider.start();
    try {
      spoil(own);
      const environment = { USER_AUTH: "jwt", JWT_ISSUERS: own.issuer, JWT_AUDIENCES: "api://calls" };
      await withApi({ environment }, (api) => look(api, own));
    } finally {
      await own.stop();
    }
  }

  test.each<[string, (own: IdentityProvider) => void]>([
    [
      "there is no issuer at the address",
      (own) => {
        own.inTrouble(TROUBLE.missing);
      },
    ],
    [
      "another issuer is there",
      (own) => {
        own.discovery = { issuer: "https://login.contoso.com" };
      },
    ],
  ])("is unhealthy where %s, names the setting, and asks there once", async (_, spoil) => {
    await withIssuer(spoil, async (api, own) => {
      const reply = await secondLook(api);
      expect([reply.status, lineOf(reply)?.status]).toEqual([503, "unhealthy"]);
      expect(lineOf(reply)?.message).toContain(own.issuer);
      expect(lineOf(reply)?.message).toContain("JWT_ISSUERS");
      expect(own.fetched.discovery).toBe(1);
    });
  });

  test("is degraded while its keys cannot be read, since that passes", async () => {
    await withIssuer(
      (own) => {
        own.inTrouble(TROUBLE.failing);
      },
      async (api) => {
        const reply = await api.send("GET", "/health");
        expect([reply.status, lineOf(reply)?.status]).toEqual([200, "degraded"]);
      },
    );
  });

  test("is healthy where the keys were read, before any user has come, and they are read once", async () => {
    await withIssuer(
      () => undefined,
      async (api, own) => {
        const reply = await secondLook(api);
        expect([reply.status, lineOf(reply)?.status]).toEqual([200, "healthy"]);
        expect(own.fetched).toEqual({ discovery: 1, keys: 1 });
      },
    );
  });
});

test("the line of the table is unhealthy while that cannot be reached, and those of all else are not", async () => {
  const environment = { USER_AUTH: "easyauth", IDENTITY_TABLE_ENDPOINT: "https://localhost:1/devstoreaccount1" };
  await withApi({ environment }, async (api) => {
    const reply = await api.send("GET", "/health");
    expect(outcomeOf(reply)).toEqual([
      503,
      "unhealthy",
      { connectionString: "healthy", acs: "healthy", identityTable: "unhealthy" },
    ]);
    expect(reply.text).toContain("Table Storage cannot be reached");
  });
});
