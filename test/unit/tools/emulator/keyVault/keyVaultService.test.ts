import { wellKnown } from "../../../../../tools/emulator";
import { TestEmulator } from "../support/TestEmulator";
import { anyNumber, anyString, containing, inAnyOrder, matching } from "../support/matchers";
import { field } from "../support/field";

let running: TestEmulator;
let token: string;

beforeAll(async () => {
  running = await TestEmulator.start();
  token = await running.managedIdentityToken();
});

afterAll(async () => {
  await running.stop();
});

const challenge = `Bearer authorization="https://login.microsoftonline.com/${wellKnown.tenantId}", resource="https://vault.azure.net"`;

async function set(name: string, body: unknown): Promise<string> {
  const reply = await running.vault(token, "PUT", `/secrets/${name}`, body);
  expect(reply.status).toBe(200);
  return field(reply.json(), "id").split("/").at(-1) ?? "";
}

describe("without a good token: 401 with the challenge", () => {
  const url = () => `${running.emulator.endpoints.keyVault}/secrets/${wellKnown.secretName}?api-version=7.4`;

  test("none at all", async () => {
    const reply = await running.send(url());
    expect(reply.status).toBe(401);
    expect(reply.headers["www-authenticate"]).toBe(challenge);
    const message = "AKV10000: Request is missing a Bearer or PoP token."; // recorded
    expect(reply.json()).toEqual({ error: { code: "Unauthorized", message } });
  });

  test.each([
    ["for another audience", () => running.managedIdentityToken("https://communication.azure.com/")],
    ["with a changed signature", () => Promise.resolve(token.replace(/.{4}$/, "AAAA"))],
    [
      "with changed claims",
      () => Promise.resolve(token.replace(/\.[^.]*\./, `.${Buffer.from("{}").toString("base64url")}.`)),
    ],
    ["that is none", () => Promise.resolve("nothing")],
  ])("one %s", async (_, other) => {
    const reply = await running.send(url(), { headers: { authorization: `Bearer ${await other()}` } });
    expect([reply.status, reply.headers["www-authenticate"]]).toEqual([401, challenge]);
  });
});

test("holds the connection string at start", async () => {
  const reply = await running.vault(token, "GET", `/secrets/${wellKnown.secretName}`);
  expect(reply.status).toBe(200);
  expect(reply.json()).toMatchObject({ value: running.emulator.connectionString, attributes: { enabled: true } });
});

test("the newest version, one by its id, and the list without values", async () => {
  const first = await set("versions", { value: "1", tags: { a: "b" }, contentType: "text/plain" });
  const second = await set("versions", { value: "2" });
  const vault = running.emulator.endpoints.keyVault;
  const attributes = {
    enabled: true,
    created: anyNumber,
    updated: anyNumber,
    recoveryLevel: "Recoverable+Purgeable",
    recoverableDays: 90,
  };
  const one = { id: `${vault}/secrets/versions/${first}`, attributes, tags: { a: "b" }, contentType: "text/plain" };
  const two = { id: `${vault}/secrets/versions/${second}`, attributes };

  expect((await running.vault(token, "GET", "/secrets/versions/")).json()).toEqual({ value: "2", ...two });
  expect((await running.vault(token, "GET", `/secrets/versions/${first}`)).json()).toEqual({ value: "1", ...one });
  const list = await running.vault(token, "GET", "/secrets/versions/versions");
  expect(list.json()).toEqual({ value: inAnyOrder(one, two), nextLink: null });
});

test("the versions of a secret that never was: none", async () => {
  expect((await running.vault(token, "GET", "/secrets/never/versions")).json()).toEqual({ value: [], nextLink: null });
});

test("a disabled version: 403, until it is enabled again", async () => {
  const version = await set("disabled", { value: "x" });
  const patch = (enabled: boolean) =>
    running.vault(token, "PATCH", `/secrets/disabled/${version}`, { attributes: { enabled } });

  expect((await patch(false)).json()).toMatchObject({ attributes: { enabled: false } });
  const refused = await running.vault(token, "GET", "/secrets/disabled");
  expect(refused.status).toBe(403);
  expect(refused.json()).toEqual({
    error: {
      code: "Forbidden",
      message: "Operation get is not allowed on a disabled secret.",
      innererror: { code: "SecretDisabled" },
    },
  });
  await patch(true);
  expect((await running.vault(token, "GET", "/secrets/disabled")).status).toBe(200);
});

test.each(["nope", "nope/0123", `${wellKnown.secretName}/0123`])("%s: 404", async (name) => {
  const reply = await running.vault(token, "GET", `/secrets/${name}`);
  const message = matching(new RegExp(`^A secret with \\(name/id\\) ${name} was not found in this key vault\\.`));
  expect([reply.status, reply.json()]).toEqual([404, { error: { code: "SecretNotFound", message } }]);
});

test("a vault that refuses the identity: 403", async () => {
  running.emulator.control.setVaultAccess(false);
  const reply = await running.vault(token, "GET", `/secrets/${wellKnown.secretName}`);
  running.emulator.control.setVaultAccess(true);
  expect(reply.status).toBe(403);
  const message = matching(/^Caller is not authorized to perform action on resource\.\r\n/);
  expect(reply.json()).toEqual({ error: { code: "Forbidden", message, innererror: { code: "ForbiddenByRbac" } } });
});

test.each([{}, { value: 1 }, { value: "x", attributes: { enabled: "yes" } }, []])("set %j: 400", async (body) => {
  const reply = await running.vault(token, "PUT", "/secrets/bad", body);
  expect([reply.status, reply.json()]).toEqual([400, { error: containing({ code: "BadParameter" }) }]);
});

test("names: letters, digits and dashes, up to 127", async () => {
  for (const name of ["a", "0-Z", "x".repeat(127)]) await set(name, { value: "x" });
});

test.each(["under_score", "a.b", "%20", "a%0A", "%C3%A9", "x".repeat(128), "x".repeat(8000)])(
  "the name %s: 400, however it is asked for",
  async (name) => {
    const error = containing({
      code: "BadParameter",
      message: matching(/^The request URI contains an invalid name: /),
    });
    const calls = [
      ["GET", ""],
      ["GET", "/versions"],
      ["GET", "/0123"],
      ["PUT", ""],
      ["PATCH", ""],
    ] as const;
    for (const [method, end] of calls) {
      const body = method === "GET" ? undefined : { value: "x" };
      const reply = await running.vault(token, method, `/secrets/${name}${end}`, body);
      expect([reply.status, reply.json()]).toEqual([400, { error }]);
    }
  },
);

test("no api-version: 400", async () => {
  const headers = { authorization: `Bearer ${token}` };
  const reply = await running.send(`${running.emulator.endpoints.keyVault}/secrets/x`, { headers });
  expect(reply.status).toBe(400);
});

test("the headers of every reply", async () => {
  const url = `${running.emulator.endpoints.keyVault}/secrets/x?api-version=7.4`;
  const reply = await running.send(url, { headers: { "x-ms-client-request-id": "mine" } });
  expect(reply.headers).toMatchObject({
    "cache-control": "no-cache",
    "x-ms-keyvault-region": "emulator",
    "x-ms-client-request-id": "mine",
    "x-ms-request-id": matching(/^[\da-f-]{36}$/),
    "x-ms-keyvault-service-version": anyString,
    "x-ms-keyvault-network-info": anyString,
  });
});
