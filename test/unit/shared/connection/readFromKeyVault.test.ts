import { RestError } from "@azure/core-rest-pipeline";
import { SecretClient } from "@azure/keyvault-secrets";
import { readFromKeyVault } from "../../../../shared/connection/readFromKeyVault";
import { ApiError } from "../../../../shared/errors";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { errorFrom } from "../../../support/errorFrom";

jest.mock("@azure/keyvault-secrets");

it.each([
  ["https://contoso.vault.azure.net", false],
  ["https://localhost:8443", true],
])("for %s the check that a challenge is about the vault's own domain is off: %s", (vaultUrl, isOff) => {
  const credential = { getToken: () => Promise.resolve(null) };

  readFromKeyVault({ vaultUrl, secretName: "a", credential, clock: new ManualClock(), random: () => 0 });

  expect(SecretClient).toHaveBeenLastCalledWith(
    vaultUrl,
    credential,
    expect.objectContaining({ disableChallengeResourceVerification: isOff }),
  );
});

test.each([
  ["ForbiddenByFirewall", "UpstreamRejected", /network rules/],
  ["ForbiddenByConnection", "UpstreamRejected", /network rules/],
  ["ForbiddenByRbac", "UpstreamRejected", /role Key Vault Secrets User/],
  ["ForbiddenByPolicy", "UpstreamRejected", /role Key Vault Secrets User/],
  ["AccessDenied", "UpstreamRejected", /role Key Vault Secrets User/],
  ["SecretDisabled", "Misconfigured", /is disabled/],
])("a 403 of Key Vault with the inner code %s is told as what it is", async (innerCode, code, message) => {
  const details = { error: { code: "Forbidden", innerError: { code: innerCode } } };
  const refusal = Object.assign(new RestError("Forbidden", { statusCode: 403, code: "Forbidden" }), { details });
  jest.mocked(SecretClient.prototype).getSecret.mockRejectedValueOnce(refusal);
  const clock = new ManualClock();
  const credential = { getToken: () => Promise.resolve(null) };
  const vaultUrl = "https://contoso.vault.azure.net";
  const read = readFromKeyVault({ vaultUrl, secretName: "a", credential, clock, random: () => 0 });
  const error = await errorFrom(ApiError, read);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
});
