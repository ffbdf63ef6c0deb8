import { SecretClient } from "@azure/keyvault-secrets";
import { readFromKeyVault } from "../../../../shared/connection/readFromKeyVault";
import { ManualClock } from "../../../../tools/kit/ManualClock";

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
