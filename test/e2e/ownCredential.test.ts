import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { wellKnown } from "../../tools/emulator/wellKnown";
import { managedIdentityToken } from "../emulator/support/managedIdentityToken";
import { errorOf, type TestOptions, withApi } from "../support/ApiUnderTest";
import { directoryOfEachTest } from "../support/temporaryDirectory";
import { until } from "../support/until";

/** Where the commands of the machine are looked for: there is no other `az` than the test's. */
const directory = directoryOfEachTest();

/** A machine outside Azure on which the Azure CLI does so. */
function onMachine(script?: string, environment: NodeJS.ProcessEnv = {}): TestOptions {
  if (script !== undefined) {
    writeFileSync(join(directory(), "az"), `#!/bin/sh\n${script}\n`);
    chmodSync(join(directory(), "az"), 0o755);
  }
  return {
    environment: {
      IDENTITY_ENDPOINT: "",
      IDENTITY_HEADER: "",
      AZURE_TOKEN_CREDENTIALS: "AzureCliCredential",
      PATH: directory(),
      ...environment,
    },
  };
}

const says = (text: string) => `echo "${text}" >&2; exit 1`;

describe("on a machine outside Azure", () => {
  const SIGN_IN = /run az login, or set AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET/;

  test.each<[string, string | undefined, advice?: RegExp]>([
    ["without the Azure CLI", undefined],
    ["where nobody is signed in", says("ERROR: Please run 'az login' to setup account.")],
    [
      "where the sign-in has ended",
      says("AADSTS700082: The refresh token has expired. Please run: az login --scope x"),
    ],
    [
      "where the Azure CLI fails",
      says("ERROR: HTTPSConnectionPool(host='login.microsoftonline.com'): Max retries exceeded"),
    ],
    [
      "where Entra gives the Azure CLI no tokens for the service",
      says("ERROR: AADSTS65002: Consent must be configured via preauthorization"),
      /gives the Azure CLI no tokens .* set AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET/,
    ],
  ])("%s: Misconfigured, and what to do, in reply and Health", async (_, script, advice = SIGN_IN) => {
    await withApi(onMachine(script), async (api) => {
      const reply = await api.send("POST", "/identities");
      expect([reply.status, errorOf(reply).code]).toEqual([500, "Misconfigured"]);
      expect(errorOf(reply).message).toMatch(advice);
      expect((await api.send("GET", "/health")).text).toMatch(advice);
    });
  });

  test("what the Azure CLI says of its failure is in the log", async () => {
    await withApi(onMachine(says("ERROR: Max retries exceeded.")), async (api) => {
      await api.send("POST", "/identities");
      await until(() => api.logLines.some((line) => line.includes("Max retries exceeded.")));
    });
  });

  test("who is signed in with the Azure CLI reads the secret", async () => {
    const prepare: TestOptions["prepare"] = async (emulator) => {
      const { access_token: accessToken, expires_on } = await managedIdentityToken(emulator, "https://vault.azure.net");
      const answer = JSON.stringify({ accessToken, expires_on: Number(expires_on), tokenType: "Bearer" });
      onMachine(`echo '${answer}'`);
    };
    await withApi({ ...onMachine(), prepare }, async (api) => {
      await api.createIdentity();
    });
  });
});

test("in Azure, a user-assigned identity is used where AZURE_CLIENT_ID names it", async () => {
  await withApi({ environment: { AZURE_CLIENT_ID: wellKnown.clientId } }, async (api) => {
    await api.createIdentity();
  });
});
