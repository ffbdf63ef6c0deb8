import * as z from "zod";
import { wellKnown } from "../../tools/emulator/index";
import { TestEmulator } from "./support/TestEmulator";
import { anyNumber, anyString, containing, field, inAnyOrder, matching } from "./support/values";

const running = TestEmulator.forAll();
let token: string;

beforeAll(async () => {
  token = await running.managedIdentityToken();
});

const challenge = `Bearer authorization="https://login.microsoftonline.com/${wellKnown.tenantId}", resource="https://vault.azure.net"`;

const listSchema = z.object({ value: z.array(z.object({ id: z.string() })), nextLink: z.string().nullable() });

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
  ])("challenges a caller with a token %s", async (_, other) => {
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

describe("letter case counts nowhere in an identifier; answers have the name as it was first set", () => {
  test("names, versions and the parts around them", async () => {
    const first = await set("Mixed-Case", { value: "1" });
    const second = await set("mixed-case", { value: "2" });
    const vault = running.emulator.endpoints.keyVault;
    const id = (version: string) => `${vault}/secrets/Mixed-Case/${version}`;
    const get = async (path: string) => (await running.vault(token, "GET", path)).json();

    expect(await get("/secrets/MIXED-CASE")).toMatchObject({ value: "2", id: id(second) });
    expect(await get(`/Secrets/mixed-CASE/${first.toUpperCase()}`)).toMatchObject({ value: "1", id: id(first) });
    expect(await get("/SECRETS/mixed-case/Versions")).toMatchObject({
      value: inAnyOrder(containing({ id: id(first) }), containing({ id: id(second) })),
    });
    const changed = await running.vault(token, "PATCH", "/secrets/MIXED-case", { contentType: "text/plain" });
    expect(changed.json()).toMatchObject({ id: id(second), contentType: "text/plain" });
    expect(await get(`/secrets/mixed-case/${first}`)).not.toHaveProperty("contentType");
  });

  test("the connection string's own", async () => {
    const reply = await running.vault(token, "GET", `/secrets/${wellKnown.secretName.toUpperCase()}`);
    expect(reply.json()).toMatchObject({ value: running.emulator.connectionString });
    await set(wellKnown.secretName.toUpperCase(), { value: "changed" });
    const again = await running.vault(token, "GET", `/secrets/${wellKnown.secretName}`);
    expect(again.json()).toMatchObject({ value: "changed" });
    await running.emulator.control.reset();
  });
});

describe("lists, in pages", () => {
  const names = ["b", "A", "c", ...Array.from({ length: 25 }, (_, i) => `many-${String(i).padStart(2, "0")}`)];
  const inOrder = ["A", wellKnown.secretName, "b", "c", ...names.slice(3)];

  beforeAll(async () => {
    await running.emulator.control.reset();
    for (const name of names) {
      await set(name, { value: "x" });
    }
  });

  async function list(url: string): Promise<{ ids: string[]; nextLink: unknown }> {
    const reply = await running.send(url, { headers: { authorization: `Bearer ${token}` } });
    expect(reply.status).toBe(200);
    const page = listSchema.parse(reply.json());
    return { ids: page.value.map(({ id }) => id), nextLink: page.nextLink };
  }

  const at = (rest: string) => `${running.emulator.endpoints.keyVault}/secrets${rest}`;

  test("all secrets: 25, then the rest behind nextLink, by name", async () => {
    const first = await list(at("?api-version=7.4"));
    expect(first.nextLink).toBe(at("?api-version=7.4&$skiptoken=25"));
    const second = await list(String(first.nextLink));
    expect(second.nextLink).toBeNull();
    expect([first.ids.length, second.ids.length]).toEqual([25, 4]);
    expect([...first.ids, ...second.ids]).toEqual(inOrder.map((name) => at(`/${name}`)));
  });

  test("as many as maxresults says, on every page", async () => {
    const first = await list(at("?maxresults=14&api-version=7.4"));
    const second = await list(String(first.nextLink));
    const third = await list(String(second.nextLink));
    expect([first, second, third].map(({ ids }) => ids.length)).toEqual([14, 14, 1]);
    expect(third.nextLink).toBeNull();
  });

  test("a page that ends with the last secret is the last one", async () => {
    for (let i = 0; i < 21; i += 1) {
      await set(`more-${i}`, { value: "x" });
    }
    const first = await list(at("?api-version=7.4"));
    expect([first.ids.length, (await list(String(first.nextLink))).nextLink]).toEqual([25, null]);
  });

  test("each with its newest version's properties; neither version nor value", async () => {
    await set("A", { value: "hidden", contentType: "text/plain", tags: { a: "b" }, attributes: { enabled: false } });
    const headers = { authorization: `Bearer ${token}` };
    const reply = await running.send(at("?api-version=7.4&maxresults=1"), { headers });
    const attributes = containing({ enabled: false, created: anyNumber, updated: anyNumber });
    expect(reply.json()).toMatchObject({
      value: [{ id: at("/A"), contentType: "text/plain", tags: { a: "b" }, attributes }],
    });
    expect(reply.body).not.toMatch(/hidden|"value":"/);
  });

  test("the versions of one secret, too", async () => {
    for (let i = 0; i < 26; i += 1) {
      await set("b", { value: String(i) });
    }
    const first = await list(at("/b/versions?api-version=7.4"));
    expect(first.nextLink).toBe(at("/b/versions?api-version=7.4&$skiptoken=25"));
    const second = await list(String(first.nextLink));
    expect([new Set([...first.ids, ...second.ids]).size, second.nextLink]).toEqual([27, null]);
  });

  test.each(["maxresults=0", "maxresults=26", "maxresults=x", "maxresults=", "maxresults=1.5", "$skiptoken=x"])(
    "refuses a list with %s",
    async (query) => {
      const reply = await running.send(at(`?api-version=7.4&${query}`), {
        headers: { authorization: `Bearer ${token}` },
      });
      expect([reply.status, reply.json()]).toEqual([400, { error: containing({ code: "BadParameter" }) }]);
    },
  );

  test.each(["PUT", "POST", "PATCH", "DELETE"])("does not serve %s of all secrets", async (method) => {
    expect((await running.vault(token, method, "/secrets", { value: "x" })).status).toBe(404);
  });
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

test.each(["nope", "nope/0123", `${wellKnown.secretName}/0123`])("does not find the secret %s", async (name) => {
  const reply = await running.vault(token, "GET", `/secrets/${name}`);
  const message = matching(new RegExp(`^A secret with \\(name/id\\) ${name} was not found in this key vault\\.`));
  expect([reply.status, reply.json()]).toEqual([404, { error: { code: "SecretNotFound", message } }]);
});

test.each([
  [`/secrets/${wellKnown.secretName}`, "getSecret"],
  ["/secrets", "readMetadata"],
])("a vault that refuses the identity: 403 for %s", async (path, action) => {
  running.emulator.control.setVaultAccess(false);
  const reply = await running.vault(token, "GET", path);
  running.emulator.control.setVaultAccess(true);
  expect(reply.status).toBe(403);
  const message = matching(/^Caller is not authorized to perform action on resource\.\r\n/);
  expect(reply.json()).toEqual({ error: { code: "Forbidden", message, innererror: { code: "ForbiddenByRbac" } } });
  expect(reply.body).toContain(`vaults/secrets/${action}/action`);
});

test.each([{}, { value: 1 }, { value: "x", attributes: { enabled: "yes" } }, []])(
  "refuses to set a secret to %j",
  async (body) => {
    const reply = await running.vault(token, "PUT", "/secrets/bad", body);
    expect([reply.status, reply.json()]).toEqual([400, { error: containing({ code: "BadParameter" }) }]);
  },
);

test("names: letters, digits and dashes, up to 127", async () => {
  for (const name of ["a", "0-Z", "x".repeat(127)]) {
    await set(name, { value: "x" });
  }
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

test("refuses a request without an api-version", async () => {
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
