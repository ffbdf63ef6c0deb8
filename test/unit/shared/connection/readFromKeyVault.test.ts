import { createHttpHeaders, type PipelineRequest } from "@azure/core-rest-pipeline";
import type * as KeyVaultSecrets from "@azure/keyvault-secrets";
import { SecretClient } from "@azure/keyvault-secrets";
import { readFromKeyVault } from "../../../../shared/connection/readFromKeyVault";
import { ApiError } from "../../../../shared/errors";
import { sdkHttpClient } from "../../../../shared/resilience/sdkHttpClient";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { errorFrom } from "../../../support/errorFrom";

jest.mock("../../../../shared/resilience/sdkHttpClient");
jest.mock("@azure/keyvault-secrets", () => {
  const actual = jest.requireActual<typeof KeyVaultSecrets>("@azure/keyvault-secrets");
  return {
    ...actual,
    SecretClient: jest.fn((...given: ConstructorParameters<typeof SecretClient>) => new actual.SecretClient(...given)),
  };
});

const CONNECTION = { endpoint: "https://contoso.communication.azure.com", accessKey: "a2V5" };
const SECRET = `endpoint=${CONNECTION.endpoint}/;accesskey=${CONNECTION.accessKey}`;

const getToken = jest.fn();

beforeEach(() => {
  getToken.mockReset().mockResolvedValue({ token: "a-token", expiresOnTimestamp: Date.now() + 3_600_000 });
});

/** A reader of a vault that answers 401, with a challenge for `resource`, to whoever comes without a token. */
function setUp(vaultUrl: string, resource = "https://vault.azure.net") {
  const sent: (string | undefined)[] = [];
  jest.mocked(sdkHttpClient.sendRequest).mockImplementation((request: PipelineRequest) => {
    const authorization = request.headers.get("authorization");
    sent.push(authorization);
    const challenge = `Bearer authorization="https://login.microsoftonline.com/t", resource="${resource}"`;
    return Promise.resolve(
      authorization === undefined
        ? { request, status: 401, headers: createHttpHeaders({ "WWW-Authenticate": challenge }), bodyAsText: "" }
        : {
            request,
            status: 200,
            headers: createHttpHeaders(),
            bodyAsText: JSON.stringify({ value: SECRET, id: `${vaultUrl}/secrets/a/1` }),
          },
    );
  });
  const clock = new ManualClock();
  const read = readFromKeyVault({ vaultUrl, secretName: "a", credential: { getToken }, clock, random: () => 0 });
  return { read: () => clock.run(read()), sent };
}

test.each([
  ["https://contoso.vault.azure.net", "https://vault.azure.net/.default"],
  ["https://contoso.vault.azure.cn", "https://vault.azure.cn/.default"],
  ["https://localhost:8443", "https://vault.azure.net/.default"],
])("%s is asked once, with a token for %s, each time", async (vaultUrl, scope) => {
  const { read, sent } = setUp(vaultUrl);
  expect([await read(), await read()]).toEqual([CONNECTION, CONNECTION]);
  expect(sent).toEqual(["Bearer a-token", "Bearer a-token"]);
  expect(getToken.mock.calls.map(([asked]: unknown[]) => asked)).toEqual([scope, scope]);
});

test("a vault of another cloud is asked without, and given the token that it asks for, of its own domain", async () => {
  const { read, sent } = setUp("https://contoso.vault.example.com", "https://vault.example.com");
  expect(await read()).toEqual(CONNECTION);
  expect(sent).toEqual([undefined, "Bearer a-token"]);
  expect(getToken).toHaveBeenLastCalledWith(["https://vault.example.com/.default"], expect.anything());
});

test("what looks like a vault of Azure, and asks for a token of those, gets none", async () => {
  const { read, sent } = setUp("https://contoso.vault.azure.net.example.com");
  await errorFrom(ApiError, read);
  expect(new Set(sent)).toEqual(new Set([undefined]));
  expect(getToken).not.toHaveBeenCalled();
});

test.each([
  ["https://contoso.vault.azure.net", false],
  ["https://localhost:8443", true],
])("for %s the check that a challenge is about the vault's own domain is off: %s", (vaultUrl, isOff) => {
  setUp(vaultUrl);
  expect(SecretClient).toHaveBeenLastCalledWith(
    vaultUrl,
    { getToken },
    expect.objectContaining({ disableChallengeResourceVerification: isOff }),
  );
});
