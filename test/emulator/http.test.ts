import { CommunicationIdentityClient as Administration } from "@azure/communication-administration";
import { CommunicationIdentityClient as Identity13 } from "@azure/communication-identity";
import { SecretClient } from "@azure/keyvault-secrets";
import { CommunicationIdentityClient as Identity10 } from "communication-identity-1.0.0";
import { runCommand } from "../../tools/emulator/commands/runCommand";
import { pythonWithSdk } from "./support/pythonWithSdk";
import { runProgram } from "./support/runProgram";
import { TestEmulator } from "./support/TestEmulator";
import { testWith } from "./support/testWith";
import { matching } from "./support/values";

const running = TestEmulator.forAll({ http: true, testSurface: true });
const connectionString = () => running.emulator.connectionString;

test("warns, and serves ACS, its page and the test surface in plain HTTP, the rest by TLS as ever", async () => {
  const { endpoints, testSurfaceUrl = "" } = running.emulator;
  expect(running.logged).toContainEqual(matching("without TLS"));
  expect(connectionString()).toMatch(/^endpoint=http:\/\/localhost:\d+\/;/);
  const origin = new URL(testSurfaceUrl).origin;
  const states = [endpoints.acs, `${testSurfaceUrl}/state`].map(async (url) => (await fetch(url)).status);
  expect(await Promise.all(states)).toEqual([200, 200]);
  expect((await fetch(`${testSurfaceUrl}/state`, { headers: { origin } })).status).toBe(200);
  for (const name of ["keyVault", "managedIdentity", "resourceManager"] as const) {
    expect((await running.send(endpoints[name])).status).toBeGreaterThanOrEqual(400);
  }
});

test("its commands lead to it, and say of http: where that is missing", async () => {
  const { caFile, endpoints } = running.emulator;
  const variables = { ACS_CONNECTION_STRING: connectionString(), ACS_CA_FILE: caFile };
  expect(await runCommand(["identities", "create"], variables)).toMatch(/^8:acs:\S+\n$/);
  expect(await runCommand(["secrets", "set", "x", "y"], variables)).toBe("");
  const url = endpoints.acs.replace("http:", "https:");
  await expect(runCommand(["identities", "list", "--url", url], variables)).rejects.toThrow(
    `${url} gave no answer. An emulator that was started with --http has an address with http:`,
  );
});

describe("SDKs, as README's table has them", () => {
  const credential = { getToken: () => Promise.resolve({ token: "x", expiresOnTimestamp: Date.now() + 3_600_000 }) };

  test("@azure/communication-administration takes it", async () => {
    expect((await new Administration(connectionString()).createUser()).communicationUserId).toMatch(/^8:acs:/);
  });

  test("@azure/communication-identity 1.0 takes it", async () => {
    expect((await new Identity10(connectionString()).createUser()).communicationUserId).toMatch(/^8:acs:/);
  });

  test("@azure/communication-identity 1.3 takes it with allowInsecureConnection alone", async () => {
    await expect(new Identity13(connectionString()).createUser()).rejects.toThrow("allowInsecureConnection");
    const client = new Identity13(connectionString(), { allowInsecureConnection: true });
    expect((await client.createUser()).communicationUserId).toMatch(/^8:acs:/);
  });

  test("@azure/communication-identity does not take it with a TokenCredential", async () => {
    const client = new Identity13(running.emulator.endpoints.acs, credential, { allowInsecureConnection: true });
    await expect(client.createUser()).rejects.toThrow("not permitted for non-TLS protected");
  });

  test("@azure/keyvault-secrets does not take a vault of plain HTTP", async () => {
    const client = new SecretClient("http://localhost:1", credential);
    await expect(client.getSecret("x")).rejects.toThrow("allowInsecureConnection");
  });

  const python = pythonWithSdk();
  testWith(python)("azure-communication-identity of Python does not take it, however it is given", async () => {
    const [, url = "", key = ""] = /^endpoint=(.*)\/;accesskey=(.*)$/.exec(connectionString()) ?? [];
    const create = async (client: string) => {
      const input = `from azure.communication.identity import CommunicationIdentityClient as Client; ${client}.create_user()`;
      return runProgram(python, { input });
    };
    // It makes https: of what stands in a connection string, and signs the path of an endpoint without its first character.
    await expect(create(`Client.from_connection_string("${connectionString()}", retry_total=0)`)).rejects.toThrow(
      "SSL",
    );
    await expect(create(`Client("${url}", "${key}")`)).rejects.toThrow("Denied");
  });
});
