import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { errorOf, withApi } from "../support/ApiUnderTest";
import { entraPrincipal } from "../support/principals";
import { apiForAll } from "./support/apiForAll";

const GUID = "7d4e1c00-0000-4000-8000-000000000001";
const SIGNED_IN = entraPrincipal({ tenantId: GUID, objectId: GUID });
const JSON_TYPE = { "Content-Type": "application/json" };

describe("bad input gets a clear error", () => {
  const api = apiForAll();
  let tokens: string;

  beforeAll(async () => {
    tokens = `/identities/${await api().createIdentity()}/tokens`;
  });

  test.each<[string, string | Uint8Array, number, string]>([
    ["not JSON", "{scopes:", 400, "InvalidJson"],
    ["invalid UTF-8", Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, "InvalidJson"],
    ["an array", "[]", 400, "InvalidRequest"],
    ["a number", "3", 400, "InvalidRequest"],
    ["null", "null", 400, "InvalidRequest"],
    ["a string", '"chat"', 400, "InvalidRequest"],
    ["__proto__ as a field", '{"__proto__":{"scopes":["chat"]}}', 400, "InvalidRequest"],
    ["20 KiB", JSON.stringify({ scopes: ["x".repeat(20 * 1024)] }), 413, "RequestTooLarge"],
    ["20 KiB that is not JSON", "x".repeat(20 * 1024), 413, "RequestTooLarge"],
  ])("refuses a body that is %s", async (_, body, status, code) => {
    const reply = await api().send("POST", tokens, { headers: JSON_TYPE, body });

    expect([reply.status, errorOf(reply).code, reply.headers.get("x-ms-error-code")]).toEqual([status, code, code]);
  });

  test("__proto__ is refused by name", async () => {
    const reply = await api().send("POST", tokens, { headers: JSON_TYPE, body: '{"__proto__":{}}' });

    expect(errorOf(reply).details).toMatchObject([{ code: "UnknownField", target: "__proto__" }]);
  });

  test("all faults of a request are told at once, those of the id included", async () => {
    const body = { scopes: ["chat", "fax"], expiresInMinutes: 59.5, name: "Azure" };

    const reply = await api().sendJson("POST", "/identities/nobody/tokens", body);

    const error = errorOf(reply);
    expect([reply.status, error.code]).toEqual([400, "InvalidRequest"]);
    expect(error.details?.map(({ target }) => target).sort()).toEqual(["expiresInMinutes", "id", "name", "scopes[1]"]);
  });

  test.each([
    [{ scopes: [] }, "scopes"],
    [{ scopes: "chat" }, "scopes"],
    [{ scopes: null }, "scopes"],
    [{ scopes: ["chat", "chat"] }, "scopes"],
    [{ scopes: [7] }, "scopes[0]"],
    [{ expiresInMinutes: 59 }, "expiresInMinutes"],
    [{ expiresInMinutes: 1441 }, "expiresInMinutes"],
    [{ expiresInMinutes: "60" }, "expiresInMinutes"],
  ])("the body %j is told its fault at %s", async (body, target) => {
    const reply = await api().sendJson("POST", tokens, body);

    expect([reply.status, errorOf(reply).code]).toEqual([400, "InvalidRequest"]);
    expect(errorOf(reply).details).toMatchObject([{ code: "InvalidValue", target }]);
  });

  test("CreateIdentity refuses a lifetime without scopes, since it would be lost", async () => {
    const reply = await api().sendJson("POST", "/identities", { expiresInMinutes: 60 });

    expect(reply.status).toBe(400);
    expect(errorOf(reply).details).toMatchObject([{ target: "expiresInMinutes" }]);
  });

  test.each([
    ["POST", "/tokens"],
    ["DELETE", "/tokens"],
    ["DELETE", ""],
  ])("%s %s with an id that is none is refused without asking ACS", async (method, rest) => {
    const calls = api().emulator.control.state().requests.acs;

    for (const id of [
      "nobody",
      "8:acs:nobody",
      `8:acs:${"0".repeat(4096)}`,
      "8:orgid:00000000-0000-0000-0000-000000000000",
      "%ff",
    ]) {
      const reply = await api().send(method, `/identities/${id}${rest}`);
      expect([id, reply.status, errorOf(reply).code]).toEqual([id, 400, "InvalidIdentity"]);
    }
    expect(api().emulator.control.state().requests.acs).toEqual(calls);
  });

  test("an identity of another ACS resource is not found", async () => {
    const id = "8:acs:00000000-0000-0000-0000-000000000000_00000000-0000-0000-0000-000000000000";

    const reply = await api().send("POST", `/identities/${id}/tokens`);

    expect([reply.status, errorOf(reply).code]).toEqual([404, "IdentityNotFound"]);
  });

  test("a chunked body, which the Functions host drops, is told instead of lost", async () => {
    const reply = await sendChunked(api().url, `/api${tokens}`, '{"scopes":["chat"]}');

    expect(reply).toMatch(/^HTTP\/1\.1 400 /);
    expect(reply).toContain("Content-Length");
    expect(reply).toContain('"InvalidRequest"');
  });

  test.each([
    ["GET", "/identities"],
    ["PUT", "/identities"],
    ["GET", "/nothing"],
  ])("%s %s is no endpoint: the host answers 404 without a body", async (method, path) => {
    const reply = await api().send(method, path);

    expect([reply.status, reply.text]).toEqual([404, ""]);
  });
});

describe("an operator's policy", () => {
  test("narrows scopes and lifetime; what is beyond it is forbidden, and said so at once", async () => {
    const environment = { ACS_ALLOWED_SCOPES: "chat", ACS_DEFAULT_SCOPES: "chat", ACS_MAX_EXPIRES_IN_MINUTES: "120" };
    await withApi({ environment }, async (api) => {
      const tokens = `/identities/${await api.createIdentity()}/tokens`;

      const scope = await api.sendJson("POST", tokens, { scopes: ["chat", "voip"] });
      const expiry = await api.sendJson("POST", tokens, { expiresInMinutes: 121 });
      const both = await api.sendJson("POST", "/identities", { scopes: ["voip"], expiresInMinutes: 121 });
      const silent = await api.send("POST", tokens);

      expect([scope.status, errorOf(scope).code]).toEqual([403, "ScopeNotAllowed"]);
      expect(errorOf(scope).details).toMatchObject([{ target: "scopes[1]" }]);
      expect([expiry.status, errorOf(expiry).code]).toEqual([403, "ExpiryNotAllowed"]);
      expect(errorOf(both).details?.map(({ code }) => code)).toEqual(["ScopeNotAllowed", "ExpiryNotAllowed"]);
      expect(silent.status).toBe(200);
      expect(silent.text).toMatch(/expiresOn/);
    });
  });
});

describe("the type of a body", () => {
  const api = apiForAll({
    environment: { USER_AUTH: "easyauth", TEAMS_CLIENT_ID: GUID, MY_TOKENS_PER_MINUTE: "1000" },
  });
  let id: string;

  beforeAll(async () => {
    id = await api().createIdentity();
  });

  const send = (path: string, type: string, body: string) =>
    api().send("POST", path.replace("{id}", id), {
      headers: { "Content-Type": type, "x-ms-client-principal": SIGNED_IN },
      body,
    });

  /** Each endpoint that takes a body, and a body that is refused for what it says, once it is read. */
  const ENDPOINTS = ["/identities", "/identities/{id}/tokens", "/me/tokens", "/me/teams-tokens"];
  const UNKNOWN_FIELD = '{"name":"Azure"}';

  test.each([
    "application/json",
    "Application/JSON; charset=UTF-8",
    'application/json;charset="utf-8"',
    "application/json; odata.metadata=minimal",
    "application/json; charset=utf-8; odata.metadata=minimal;IEEE754Compatible=true",
  ])("may be %s, on each endpoint that takes one", async (type) => {
    for (const path of ENDPOINTS) {
      const reply = await send(path, type, UNKNOWN_FIELD);
      expect([path, reply.status, errorOf(reply).details?.map(({ target }) => target)]).toEqual([
        path,
        400,
        expect.arrayContaining(["name"]),
      ]);
    }
  });

  test.each([
    "text/plain",
    "application/xml",
    "application/x-www-form-urlencoded",
    "application/merge-patch+json",
    "application/json; charset=utf-16",
    "application/json; odata.metadata=minimal; charset=iso-8859-1",
  ])("may not be %s, on each endpoint that takes one", async (type) => {
    for (const path of ENDPOINTS) {
      const reply = await send(path, type, UNKNOWN_FIELD);
      expect([path, reply.status, errorOf(reply).code]).toEqual([path, 415, "UnsupportedMediaType"]);
      expect(errorOf(reply).message).toContain("Content-Type: application/json");
    }
  });
});

test("a GET that a gateway marks as chunked, without a body, is answered as any other", async () => {
  await withApi({ environment: { USER_AUTH: "easyauth" } }, async (api) => {
    const headers = { "x-ms-client-principal": SIGNED_IN };
    const reply = await sendChunked(api.url, "/api/me/token", "", { method: "GET", headers });
    expect(reply).toMatch(/^HTTP\/1\.1 200 /);
    expect(reply).toContain('"expiresOn":');
  });
});

/** fetch cannot send a plain body in chunks, nor none. */
async function sendChunked(
  url: string,
  path: string,
  body: string,
  { method = "POST", headers = {} } = {},
): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const lines = Object.entries({
    Host: hostname,
    Connection: "close",
    "Content-Type": "application/json",
    "Transfer-Encoding": "chunked",
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const chunk = body === "" ? "" : `${body.length.toString(16)}\r\n${body}\r\n`;
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${chunk}0\r\n\r\n`);
  return await text(socket);
}
