import { ManagedIdentityCredential } from "@azure/identity";
import { wellKnown } from "../../tools/emulator/index";
import { ManualClock } from "../../tools/kit/ManualClock";
import { startTrusted } from "./support/startTrusted";
import { TestEmulator } from "./support/TestEmulator";
import { anyString, field } from "./support/values";

const clock = new ManualClock();
const running = TestEmulator.forAll({ clock });

const GOOD = { "api-version": "2019-08-01", resource: "https://vault.azure.net" };
const STRANGER = "0ac5de57-0000-4000-8000-00000000ffff";

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly header?: string;
  readonly query?: ConstructorParameters<typeof URLSearchParams>[0];
}

async function ask({ method = "GET", path = "/msi/token", header, query = GOOD }: Asked = {}) {
  const url = `${running.emulator.endpoints.managedIdentity}${path}?${new URLSearchParams(query).toString()}`;
  return running.send(url, { method, headers: { "x-identity-header": header ?? wellKnown.identityHeader } });
}

test("gives a token for a day, which Key Vault takes until then", async () => {
  const reply = await ask();
  expect([reply.status, reply.json()]).toEqual([
    200,
    {
      access_token: anyString,
      expires_on: String(clock.now() / 1000 + 24 * 3600),
      resource: "https://vault.azure.net",
      token_type: "Bearer",
      client_id: wellKnown.clientId,
    },
  ]);
  const token = field(reply.json(), "access_token");
  const status = async () => (await running.vault(token, "GET", `/secrets/${wellKnown.secretName}`)).status;
  await clock.advance(24 * 3_600_000 - 1);
  expect(await status()).toBe(200);
  await clock.advance(1);
  expect(await status()).toBe(401);
});

test.each<[string, Asked, number]>([
  ["another header", { header: "x" }, 401],
  ["no api-version", { query: { resource: "https://vault.azure.net" } }, 400],
  ["no resource", { query: { "api-version": "2019-08-01" } }, 400],
  ["a resource that is not emulated", { query: { ...GOOD, resource: "https://graph.microsoft.com" } }, 400],
  ["another method", { method: "POST" }, 405],
  ["another path", { path: "/metadata" }, 404],
])("gives no token for a request with %s", async (_, asked, status) => {
  expect((await ask(asked)).status).toBe(status);
});

test.each([
  ["client_id", wellKnown.clientId],
  ["client_id", wellKnown.clientId.toUpperCase()],
  ["principal_id", wellKnown.objectId],
  ["object_id", wellKnown.objectId],
])("gives a token to who names the app's own identity by %s %s", async (name, id) => {
  expect((await ask({ query: { ...GOOD, [name]: id } })).status).toBe(200);
});

test.each([
  `client_id=${STRANGER}`,
  `client_id=${wellKnown.objectId}`,
  "client_id=",
  `principal_id=${wellKnown.clientId}`,
  "object_id=x",
  "mi_res_id=/subscriptions/x/resourcegroups/y/providers/Microsoft.ManagedIdentity/userAssignedIdentities/z",
  `client_id=${wellKnown.clientId}&client_id=${STRANGER}`,
])("refuses any other identity in App Service's words: %s", async (named) => {
  const reply = await ask({ query: `${new URLSearchParams(GOOD).toString()}&${named}` });
  expect([reply.status, reply.json()]).toEqual([
    400,
    {
      statusCode: 400,
      message: "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.",
    },
  ]);
});

test("gives Azure's SDK a token for the app's client id or none, and refuses another one with App Service's reason", async () => {
  const environment = { ...process.env };
  const emulator = await startTrusted();
  Object.assign(process.env, emulator.environment());
  const tokenAs = async (clientId?: string) =>
    new ManagedIdentityCredential({ ...(clientId && { clientId }) }).getToken("https://vault.azure.net/.default");
  try {
    for (const client of [undefined, wellKnown.clientId]) {
      expect(await tokenAs(client)).toMatchObject({ token: anyString });
    }
    await expect(tokenAs(STRANGER)).rejects.toThrow("No User Assigned or Delegated Managed Identity found");
  } finally {
    process.env = environment;
    await emulator.stop();
  }
});
