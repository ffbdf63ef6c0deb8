import { MAX_TRIES } from "../../shared/resilience/retry";
import { errorOf, type TestOptions, withApi } from "../support/ApiUnderTest";
import { setSecret } from "../support/vaultSecret";

// What callers are told while it is down, slow or refuses, and after that: see test/faults.
describe("Key Vault", () => {
  test("whose managed identity fails: asked as often as any call is tried", async () => {
    const prepare: TestOptions["prepare"] = ({ control }) => {
      control.setFault("managedIdentity", { status: 500 });
    };
    await withApi({ prepare }, async (api) => {
      const asked = () => Object.values(api.emulator.control.state().requests.managedIdentity)[0] ?? 0;
      const reply = await api.send("POST", "/identities");
      expect([reply.status, errorOf(reply).code]).toEqual([503, "UpstreamUnavailable"]);

      // For this request; and ahead of it if that came first, for a read and once before.
      expect([0, 1, MAX_TRIES, MAX_TRIES + 1].map((ahead) => MAX_TRIES + ahead)).toContain(asked());
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

  test.each<[string, TestOptions, string]>([
    [
      "whose managed identity is not the app's",
      { environment: { AZURE_CLIENT_ID: "7d4e1c00-0000-4000-8000-000000000009" } },
      "the setting AZURE_CLIENT_ID",
    ],
    [
      "whose secret has no endpoint",
      { prepare: (emulator) => setSecret(emulator, "accesskey=cGxhbnRlZA==") },
      "it has no endpoint",
    ],
  ])("%s is told by a message of its own", async (_, options, message) => {
    await withApi(options, async (api) => {
      const reply = await api.send("POST", "/identities");

      expect([reply.status, errorOf(reply).code]).toEqual([500, "Misconfigured"]);
      expect(errorOf(reply).message).toContain(message);
    });
  });
});
