import { withApi } from "../support/ApiUnderTest";
import { until } from "../support/until";

describe("before the first request", () => {
  test("the secret is read, so that the request needs neither Key Vault nor the managed identity", async () => {
    await withApi({}, async (api) => {
      const { control } = api.emulator;
      const reads = () => Object.values(control.state().requests.keyVault).reduce((sum, count) => sum + count, 0);
      await until(() => reads() === 1);
      await control.listen("keyVault", false);
      await control.listen("managedIdentity", false);

      await api.createIdentity();
    });
  });

  test("a secret that cannot be read is told once in the log, and the request reads it at once when it can", async () => {
    await withApi({ prepare: ({ control }) => control.listen("keyVault", false) }, async (api) => {
      const told = () => api.logLines.filter((line) => line.includes("could not be read ahead"));
      await until(() => told().length > 0);
      await api.emulator.control.listen("keyVault", true);

      await api.createIdentity();

      expect(told()).toEqual([expect.stringMatching(/^\S+ \[warn\] /)]);
      expect(api.logLines.join("\n")).not.toMatch(/unhandled/i);
    });
  });
});
