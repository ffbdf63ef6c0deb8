import { FINDING_MAX_AGE_MS } from "../../shared/health/HealthCheck";
import { type Reply, withApi } from "../support/ApiUnderTest";
import { until } from "../support/until";
import { disableSecret } from "../support/vaultSecret";
import { apiForAll } from "./support/apiForAll";
import { healthIn } from "./support/healthOf";

/** The status of the whole and of each check, and the HTTP status. */
function outcomeOf(reply: Reply) {
  const { status, checks } = healthIn(reply);
  return [reply.status, status, Object.fromEntries(checks.map((check) => [check.name, check.status]))];
}

describe("GET /api/health", () => {
  const environment = {
    USER_AUTH: "easyauth",
    // Read again with nearly every request, so that trouble of the vault shows.
    ACS_CONNECTION_STRING_MAX_AGE_SECONDS: "1",
  };
  const api = apiForAll({ environment });

  /** Health, when its findings are too old to be told again. */
  async function lookAgain() {
    await api().pass(FINDING_MAX_AGE_MS);
    return outcomeOf(await api().send("GET", "/health"));
  }

  test("is 200 when all that requests need is there, and says what was looked at, and when", async () => {
    const before = Date.now();
    const reply = await api().send("GET", "/health");
    expect(outcomeOf(reply)).toEqual([
      200,
      "healthy",
      { connectionString: "healthy", acs: "healthy", identityTable: "healthy", scopes: "healthy" },
    ]);
    for (const { checkedAt } of healthIn(reply).checks) {
      expect(Date.parse(checkedAt)).toBeGreaterThanOrEqual(before);
    }
    expect(reply.headers.get("cache-control")).toBe("no-store");
  });

  test("is answered to HEAD, too, without a body", async () => {
    const reply = await api().send("HEAD", "/health");
    expect([reply.status, reply.text, reply.headers.get("cache-control")]).toEqual([200, "", "no-store"]);
    expect(reply.headers.get("x-request-id")).toBeTruthy();
  });

  test("is 200 and degraded while the vault cannot be read, since callers are served", async () => {
    await api().emulator.control.listen("keyVault", false);
    await until(async () => (await lookAgain())[1] === "degraded");
    expect((await api().send("POST", "/identities")).status).toBe(201);
    await api().emulator.control.listen("keyVault", true);
  });

  test("is 503 while ACS cannot be reached, and well again afterwards", async () => {
    await api().emulator.control.listen("acs", false);
    await until(async () => (await lookAgain())[0] === 503);
    await api().emulator.control.listen("acs", true);
    await until(async () => (await lookAgain())[0] === 200);
  });
});

test("Health is 503 without a connection string, and says what to do", async () => {
  await withApi({ prepare: disableSecret }, async (api) => {
    const reply = await api.send("GET", "/health");
    expect(outcomeOf(reply)).toEqual([
      503,
      "unhealthy",
      { connectionString: "unhealthy", acs: "unhealthy", scopes: "healthy" },
    ]);
    expect(healthIn(reply).checks[0]?.message).toMatch(/^Misconfigured: .*is disabled; enable it\.$/);
  });
});

test("Health's line of the table is unhealthy while that cannot be reached, and those of all else are not", async () => {
  const environment = { USER_AUTH: "easyauth", IDENTITY_TABLE_ENDPOINT: "https://localhost:1/devstoreaccount1" };
  await withApi({ environment }, async (api) => {
    const reply = await api.send("GET", "/health");
    expect(outcomeOf(reply)).toEqual([
      503,
      "unhealthy",
      { connectionString: "healthy", acs: "healthy", identityTable: "unhealthy", scopes: "healthy" },
    ]);
    expect(reply.text).toContain("Table Storage cannot be reached");
  });
});
