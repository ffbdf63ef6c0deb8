import { join } from "node:path";
import { parseConnectionString } from "../../shared/connection/parseConnectionString";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { PREVIEW2 } from "./support/calls";
import { TestEmulator } from "./support/TestEmulator";
import { field } from "./support/values";

const data = join(temporaryDirectory(), "data");
const DETAILS = "2025-03-02-preview";
const ASSIGNED = "e5b7f628-ea94-4fdc-b3d9-1af1fe231111";
const WITHDRAWN = "e5b7f628-ea94-4fdc-b3d9-1af1fe232222";

async function whileRunning<T>(work: (running: TestEmulator) => Promise<T>): Promise<T> {
  const running = await TestEmulator.start({ data });
  try {
    return await work(running);
  } finally {
    await running.stop();
  }
}

test("a restart changes nothing: identities, tokens, names, keys, secrets, assignments", async () => {
  const before = await whileRunning(async (running) => {
    const { control } = running.emulator;
    const created = await running.call("create", DETAILS, "", { customId: "a", createTokenWithScopes: ["chat"] });
    const kept = field(created.json(), "identity", "id");
    const deleted = await running.newIdentity();
    await running.call("delete", DETAILS, deleted);
    const revoked = await running.newToken(kept);
    await running.call("revoke", DETAILS, kept);
    const token = await running.newToken(kept);
    await control.regenerateKey("secondary", { updateVault: false });
    const key = parseConnectionString(running.emulator.connectionString).accessKey;
    const vaultToken = await running.managedIdentityToken();
    await running.vault(vaultToken, "PUT", "/secrets/other", { value: "mine" });
    await running.call("assign", DETAILS, ASSIGNED, { principalType: "user" });
    await running.call("assign", DETAILS, WITHDRAWN, { principalType: "user" });
    await running.call("deleteAssignment", DETAILS, WITHDRAWN);
    return { kept, deleted, revoked, token, key, identities: control.state().identities };
  });

  await whileRunning(async (running) => {
    const { control, connectionString } = running.emulator;
    expect(control.state().identities).toEqual(before.identities);
    expect([before.token, before.revoked].map((token) => running.validity(token))).toEqual(["valid", "revoked"]);
    expect((await running.call("issue", DETAILS, before.deleted, { scopes: ["chat"] })).status).toBe(401);
    const again = await running.call("create", DETAILS, "", { customId: "a" });
    expect(field(again.json(), "identity", "id")).toBe(before.kept);
    expect(parseConnectionString(connectionString).accessKey).toBe(before.key);
    const vaultToken = await running.managedIdentityToken();
    expect(field((await running.vault(vaultToken, "GET", "/secrets/other")).json(), "value")).toBe("mine");
    expect((await running.call("getAssignment", DETAILS, ASSIGNED)).status).toBe(200);
    expect((await running.call("getAssignment", DETAILS, WITHDRAWN)).status).toBe(404);
  });
});

test("the vault's connection string follows the emulator to its new port", async () => {
  const regenerated = await whileRunning(async (running) => running.emulator.control.regenerateKey("primary"));
  await whileRunning(async (running) => {
    const token = await running.managedIdentityToken();
    const secret = await running.vault(token, "GET", "/secrets/acs-connection-string");
    expect(field(secret.json(), "value")).toBe(running.emulator.connectionString);
    expect(running.emulator.connectionString).not.toBe(regenerated.connectionString);
    expect((await running.call("create", PREVIEW2)).status).toBe(200);
  });
});

test("a connection string that is none of the resource's stays", async () => {
  const foreign = "endpoint=https://contoso.communication.azure.com/;accesskey=bWluZQ==";
  await whileRunning(async (running) => {
    await running.vault(await running.managedIdentityToken(), "PUT", "/secrets/acs-connection-string", {
      value: foreign,
    });
  });
  await whileRunning(async (running) => {
    const reply = await running.vault(await running.managedIdentityToken(), "GET", "/secrets/acs-connection-string");
    expect(field(reply.json(), "value")).toBe(foreign);
  });
});

test("a reset is kept too", async () => {
  await whileRunning(async (running) => {
    await running.call("create", PREVIEW2);
    await running.call("assign", DETAILS, ASSIGNED, { principalType: "user" });
    await running.emulator.control.reset();
  });
  await whileRunning(async (running) => {
    expect(running.emulator.control.state().identities).toEqual([]);
    expect((await running.call("getAssignment", DETAILS, ASSIGNED)).status).toBe(404);
  });
});
