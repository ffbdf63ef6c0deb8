import { SecretClient } from "@azure/keyvault-secrets";
import { isLoopback, readFromKeyVault } from "../../../../shared/connectionString/readFromKeyVault";
import { ManualClock } from "../../../support/ManualClock";

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

it.each(["https://localhost", "https://LOCALHOST:8443", "https://127.0.0.1:8443/", "https://[::1]:8443"])(
  "%s is on this machine",
  (url) => {
    expect(isLoopback(url)).toBe(true);
  },
);

it.each([
  "https://contoso.vault.azure.net",
  "https://localhost.contoso.com",
  "https://127.0.0.1.contoso.com",
  "https://contoso.com:443/localhost",
  "https://localhost@contoso.com",
  "https://0.0.0.0",
  "https://[::]",
  "https://10.0.0.1",
])("%s is not", (url) => {
  expect(isLoopback(url)).toBe(false);
});
