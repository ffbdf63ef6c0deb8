import { MAX_TRIES } from "../../shared/resilience/retry";
import { errorOf, type TestOptions, withApi } from "../support/ApiUnderTest";
import { until } from "../support/until";
import { disableSecret, setSecret } from "../support/vaultSecret";

const BUDGET_MS = 8_000;

describe("Key Vault", () => {
  test("down after the first read: every request still succeeds, past the secret's maximum age too", async () => {
    await withApi({ environment: { ACS_CONNECTION_STRING_MAX_AGE_SECONDS: "1" } }, async (api) => {
      await api.createIdentity();
      await api.emulator.control.listen("keyVault", false);

      await until(async () => {
        await api.createIdentity();
        return api.logLines.some((line) => /\[warn\].*the previous one stays in use/.test(line));
      });
      await api.createIdentity();
    });
  });

  test("down from the start: 503 within the time budget, and 201 by itself once it is back", async () => {
    await withApi({ prepare: (emulator) => emulator.control.listen("keyVault", false) }, async (api) => {
      const started = Date.now();
      const reply = await api.send("POST", "/identities");
      expect(Date.now() - started).toBeLessThan(BUDGET_MS);
      expect([reply.status, errorOf(reply).code]).toEqual([503, "UpstreamUnavailable"]);
      expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(0);

      await api.emulator.control.listen("keyVault", true);
      await until(async () => (await api.send("POST", "/identities")).status === 201);
    });
  });

  test("that never answers: 503 within the time budget", async () => {
    const prepare: TestOptions["prepare"] = (emulator) => {
      emulator.control.setFault("keyVault", { delayMs: 60_000 });
    };
    await withApi({ prepare }, async (api) => {
      const started = Date.now();
      const reply = await api.send("POST", "/identities");

      expect(Date.now() - started).toBeLessThan(BUDGET_MS);
      expect([reply.status, errorOf(reply).code]).toEqual([503, "UpstreamUnavailable"]);
    });
  });

  test("whose managed identity fails: 503 in time, after as many tries as are made of any call", async () => {
    const prepare: TestOptions["prepare"] = ({ control }) => {
      control.setFault("managedIdentity", { status: 500 });
    };
    await withApi({ prepare }, async (api) => {
      const asked = () => Object.values(api.emulator.control.state().requests.managedIdentity)[0] ?? 0;
      const started = Date.now();
      const reply = await api.send("POST", "/identities");
      expect(Date.now() - started).toBeLessThan(BUDGET_MS);
      expect([reply.status, errorOf(reply).code]).toEqual([503, "UpstreamUnavailable"]);

      // For this request, and ahead of it if that came first: the identity library adds no retries of its own.
      expect([MAX_TRIES, 2 * MAX_TRIES]).toContain(asked());
    });
  });

  test("whose managed identity throttles: asked once, and callers are told how long to wait", async () => {
    const prepare: TestOptions["prepare"] = ({ control }) => {
      control.setFault("managedIdentity", { status: 429, retryAfter: 60 });
    };
    await withApi({ prepare }, async (api) => {
      for (let calls = 1; calls <= 3; calls++) {
        const reply = await api.send("POST", "/identities");
        expect([reply.status, errorOf(reply).code]).toEqual([503, "UpstreamUnavailable"]);
        expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(30);
      }
      expect(Object.values(api.emulator.control.state().requests.managedIdentity)).toEqual([1]);
    });
  });

  test.each<[string, TestOptions, number, string, string]>([
    [
      "without the secret",
      { environment: { ACS_CONNECTION_STRING_SECRET: "not-there" } },
      500,
      "Misconfigured",
      '"not-there" (setting ACS_CONNECTION_STRING_SECRET) does not exist',
    ],
    ["whose secret is disabled", { prepare: disableSecret }, 500, "Misconfigured", "is disabled"],
    [
      "that refuses the identity",
      {
        prepare: ({ control }) => {
          control.setVaultAccess(false);
        },
      },
      502,
      "UpstreamRejected",
      "Key Vault Secrets User",
    ],
    [
      "whose managed identity is not the app's",
      { environment: { AZURE_CLIENT_ID: "7d4e1c00-0000-4000-8000-000000000009" } },
      500,
      "Misconfigured",
      "the setting AZURE_CLIENT_ID",
    ],
    [
      "whose secret has no endpoint",
      { prepare: (emulator) => setSecret(emulator, "accesskey=cGxhbnRlZA==") },
      500,
      "Misconfigured",
      "it has no endpoint",
    ],
  ])("%s is told by an error of its own", async (_, options, status, code, message) => {
    await withApi(options, async (api) => {
      const reply = await api.send("POST", "/identities");

      expect([reply.status, errorOf(reply).code]).toEqual([status, code]);
      expect(errorOf(reply).message).toContain(message);
    });
  });
});
