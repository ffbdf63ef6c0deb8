import { READ_COOLDOWN_MS } from "../../shared/connection/ConnectionSource";
import { FINDING_MAX_AGE_MS } from "../../shared/health/HealthCheck";
import { wellKnown } from "../../tools/emulator/index";
import { errorOf, withApi } from "../support/ApiUnderTest";
import { until } from "../support/until";
import { apiForAll } from "./support/apiForAll";
import { healthOf } from "./support/healthOf";

const LONGER_THAN_A_TOKEN_MS = 25 * 3_600_000;

describe("an app that calls ACS as its managed identity", () => {
  const api = apiForAll({ keyless: true, environment: { AZURE_CLIENT_ID: wellKnown.clientId } });

  const create = () => api().send("POST", "/identities");
  const control = () => api().emulator.control;
  const tokensFetched = () => control().state().requests.managedIdentity["getToken"] ?? 0;

  test("fetches one token, and asks Key Vault nothing", async () => {
    expect((await create()).status).toBe(201);
    expect((await create()).status).toBe(201);
    expect(tokensFetched()).toBe(1);
    expect(control().state().requests.keyVault).toEqual({});
    expect(await healthOf(api())).toMatchObject([200, { identityToken: "healthy", acs: "healthy" }]);
  });

  test("without the role is told which to grant and where, and serves once it has it, without a restart", async () => {
    control().setAcsAccess(false);
    const reply = await create();
    expect([reply.status, errorOf(reply).code]).toEqual([502, "UpstreamRejected"]);
    expect(errorOf(reply).message).toMatch(/role Communication and Email Service Owner.*ACS_ENDPOINT/);
    await api().pass(FINDING_MAX_AGE_MS);
    expect(await healthOf(api())).toMatchObject([503, { acs: "unhealthy" }]);

    control().setAcsAccess(true);
    expect((await create()).status).toBe(201);
    await api().pass(FINDING_MAX_AGE_MS);
    expect(await healthOf(api())).toMatchObject([200, { acs: "healthy" }]);
  });

  test("fetches a fresh token when ACS refuses the one that it has, and no caller notices", async () => {
    await api().pass(READ_COOLDOWN_MS);
    const before = tokensFetched();
    control().setFault("acs", { status: 401, times: 1 });
    expect((await create()).status).toBe(201);
    expect(tokensFetched()).toBe(before + 1);
  });

  test("serves on while its token cannot be renewed, and is degraded", async () => {
    await control().listen("managedIdentity", false);
    await api().pass(LONGER_THAN_A_TOKEN_MS);
    expect((await create()).status).toBe(201);
    // It tries more than once, and waits in between.
    await until(async () => {
      await api().pass(FINDING_MAX_AGE_MS);
      return (await healthOf(api()))[1]["identityToken"] === "degraded";
    });
    expect(await healthOf(api())).toMatchObject([200, { acs: "healthy" }]);
    await control().listen("managedIdentity", true);
  });
});

test("Without a token from the start callers are told when to try again, and served once there is one", async () => {
  await withApi({ keyless: true, prepare: ({ control }) => control.listen("managedIdentity", false) }, async (api) => {
    const reply = await api.send("POST", "/identities");
    expect([reply.status, errorOf(reply).code]).toEqual([503, "UpstreamUnavailable"]);
    expect(await healthOf(api)).toMatchObject([503, { identityToken: "unhealthy", acs: "unhealthy" }]);

    await api.emulator.control.listen("managedIdentity", true);
    await api.pass(Number(reply.headers.get("retry-after")) * 1_000);
    expect((await api.send("POST", "/identities")).status).toBe(201);
  });
});

test("AZURE_CLIENT_ID names the identity, so that of another app's is Misconfigured", async () => {
  const environment = { AZURE_CLIENT_ID: "7d4e1c00-0000-4000-8000-000000000009" };
  await withApi({ keyless: true, environment }, async (api) => {
    const reply = await api.send("POST", "/identities");
    expect([reply.status, errorOf(reply).code]).toEqual([500, "Misconfigured"]);
    expect(errorOf(reply).message).toContain("AZURE_CLIENT_ID");
  });
});
