import { createCredential, withTokenLimit } from "../../../shared/azureIdentity";
import { TimeLimitError } from "../../../shared/deadline";
import { TOKEN_LIMIT_MS } from "../../../shared/managedIdentity";
import { UpstreamFailure } from "../../../shared/resilience/UpstreamFailure";
import { ManualClock } from "../../../tools/kit/ManualClock";
import { errorFrom } from "../../support/errorFrom";

const CLIENT_ID = "7d4e1c00-0000-4000-8000-000000000001";
const SCOPE = "https://vault.azure.net/.default";

describe("on a machine where nobody is signed in to Azure", () => {
  test.each([
    [{}, /az login.*AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET/],
    [{ AZURE_TENANT_ID: "t", AZURE_CLIENT_ID: CLIENT_ID }, /az login, or set AZURE_CLIENT_SECRET for/],
  ])("what is missing is told: %j", async (environment, advice) => {
    const { PATH } = process.env;
    // Whoever develops here may be signed in.
    process.env["PATH"] = "";
    process.env["AZURE_TOKEN_CREDENTIALS"] = "AzureCliCredential";
    try {
      const failure = await errorFrom(UpstreamFailure, () => createCredential(environment).getToken(SCOPE));
      expect(failure.kind).toBe("noCredential");
      expect(failure.advice).toMatch(advice);
    } finally {
      Object.assign(process.env, { PATH });
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
