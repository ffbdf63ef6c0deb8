import { parseCommandLine } from "../../../../tools/rotateKey/parseCommandLine";

const ACS =
  "/subscriptions/0ac5de57-0000-4000-8000-000000000006/resourceGroups/rg/providers/Microsoft.Communication/communicationServices/my-acs";
const GIVEN = ["--acs", ACS, "--vault", "https://name.vault.azure.net"];

test("Takes a resource and a vault, and the rest by default", () => {
  expect(parseCommandLine(GIVEN)).toEqual({
    resourceId: ACS,
    resourceManager: "https://management.azure.com",
    vaultUrl: "https://name.vault.azure.net",
    secretName: "acs-connection-string",
    maxAgeSeconds: 300,
  });
  expect(parseCommandLine(["--help"])).toBeUndefined();
});

test.each([
  [["--acs", "my-acs"], /--acs must be the id/],
  [["--vault", "http://name.vault.azure.net"], /--vault must be/],
  [["--vault", "https://name.vault.azure.net.evil.example"], /--vault must be/],
  [["--vault", "https://name.vault.azure.net/secrets"], /--vault must be/],
  [["--resource-manager", "https://evil.example"], /--resource-manager must be/],
  [["--resource-manager", "https://management.azure.com.evil.example"], /--resource-manager must be/],
  [["--max-age", "a day"], /--max-age must be/],
])("%j is refused, before anybody gets a token", (args, message) => {
  expect(() => parseCommandLine([...GIVEN, ...args])).toThrow(message);
});
