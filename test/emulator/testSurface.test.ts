import { wellKnown } from "../../tools/emulator/index";
import { TestEmulator } from "./support/TestEmulator";
import { anyNumber, field, matching } from "./support/values";

const running = TestEmulator.forAll({ testSurface: true });

afterEach(async () => {
  await running.surface("POST", "/reset");
});

async function newToken(): Promise<string> {
  const reply = await running.acs("POST", "/identities?api-version=2023-10-01", { createTokenWithScopes: ["chat"] });
  return field(reply.json(), "accessToken", "token");
}

async function validate(token: string): Promise<unknown> {
  return (await running.surface("POST", "/tokens/validate", { token })).json();
}

async function secret(): Promise<unknown> {
  const token = await running.managedIdentityToken();
  return field((await running.vault(token, "GET", `/secrets/${wellKnown.secretName}`)).json(), "value");
}

test("regenerates a key: the vault has it at once, tokens made with the old one end", async () => {
  const before = running.emulator.connectionString;
  const token = await newToken();
  expect(await validate(token)).toEqual({ valid: true });

  const reply = await running.surface("POST", "/keys/primary/regenerate");
  expect(reply.status).toBe(200);
  expect(reply.json()).toEqual({ connectionString: running.emulator.connectionString });
  expect(running.emulator.connectionString).not.toBe(before);
  expect(await secret()).toBe(running.emulator.connectionString);
  expect(await validate(token)).toEqual({ valid: false, reason: "keyRegenerated" });
  expect(await validate(await newToken())).toEqual({ valid: true });
});

test("tells the last requests, the newest first, and the trace that each was in", async () => {
  const create = (traceparent: string) =>
    running.acs("POST", "/identities?api-version=2023-10-01", undefined, { traceparent });
  const traceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  await create(traceParent);
  await create("Bearer c2VjcmV0");
  const seen = {
    at: anyNumber,
    service: "acs",
    method: "POST",
    path: "/identities",
    status: 201,
    durationMs: anyNumber,
  };
  expect((await running.surface("GET", "/requests")).json()).toEqual([seen, { ...seen, traceParent }]);
});

test("regenerates a key behind the vault's back", async () => {
  const before = await secret();
  const reply = await running.surface("POST", "/keys/secondary/regenerate", { updateVault: false });
  expect(reply.json()).not.toEqual({ connectionString: running.emulator.connectionString });
  expect(await secret()).toBe(before);
});

test("writes the connection string's secret, as an operator would who moves to another resource", async () => {
  const value = "endpoint=https://127.0.0.1:1/;accesskey=a2V5";
  expect((await running.surface("PUT", "/keyVault/secret", { value })).status).toBe(204);
  expect(await secret()).toBe(value);
});

test("moves the time: tokens expire, requests dated now still pass", async () => {
  const token = await newToken();
  expect((await running.surface("POST", "/clock/advance", { seconds: 24 * 3600 })).status).toBe(204);
  expect(await validate(token)).toEqual({ valid: false, reason: "expired" });
  expect(await validate(await newToken())).toEqual({ valid: true });
  expect(await secret()).toBe(running.emulator.connectionString);
});

test("moves the time at most to the year 9999", async () => {
  expect((await running.surface("POST", "/clock/advance", { seconds: 1e308 })).status).toBe(204);
  expect((await running.surface("GET", "/state")).json()).toMatchObject({ now: matching(/^9999-01-01T00:00:/) });
  expect(await validate(await newToken())).toEqual({ valid: true });
});

test("closes and opens a listener, on the same port", async () => {
  const { acs } = running.emulator.endpoints;
  await running.surface("POST", "/listen/acs", { listening: false });
  await expect(newToken()).rejects.toThrow(/ECONNREFUSED/);
  await running.surface("POST", "/listen/acs", { listening: true });
  expect(running.emulator.endpoints.acs).toBe(acs);
  expect(await validate(await newToken())).toEqual({ valid: true });
});

test("sets and clears faults", async () => {
  const fault = { status: 503, retryAfter: 1, foreign: "html" };
  expect((await running.surface("PUT", "/faults/keyVault", fault)).status).toBe(204);
  const { status, headers } = await running.vault("", "GET", "/secrets/x");
  expect([status, headers["content-type"]]).toEqual([503, "text/html; charset=utf-8"]);
  expect((await running.surface("DELETE", "/faults/keyVault")).status).toBe(204);
  expect((await running.vault("", "GET", "/secrets/x")).status).toBe(401);
  await running.surface("PUT", "/faults/acs", { drop: "before" });
  await running.surface("DELETE", "/faults");
  expect(await validate(await newToken())).toEqual({ valid: true });
});

test("tells the state: identities, and how often each operation was asked for", async () => {
  await newToken();
  await secret();
  await running.vault("", "GET", "/secrets/x");
  await running.surface("PUT", "/keyVault/access", { allowed: false });
  await running.surface("PUT", "/acs/access", { allowed: false });
  await running.surface("PUT", "/acs/after-2028", { isPast: true });
  expect((await running.surface("GET", "/state")).json()).toEqual({
    now: matching(/Z$/),
    identities: [{ id: matching(/^8:acs:/), deleted: false }],
    requests: {
      acs: { createIdentity: 1 },
      keyVault: { getSecret: 1, challenge: 1 },
      managedIdentity: { getToken: 1 },
      resourceManager: {},
    },
    faults: {},
    listening: { acs: true, keyVault: true, managedIdentity: true, resourceManager: true },
    acs: { accessAllowed: false, after2028: true },
    keyVault: { accessAllowed: false },
  });
});

test("resets keys, faults, access, listeners and identities", async () => {
  const token = await newToken();
  await running.surface("POST", "/keys/primary/regenerate");
  await running.surface("PUT", "/faults/acs", { status: 500 });
  await running.surface("PUT", "/keyVault/access", { allowed: false });
  await running.surface("PUT", "/acs/access", { allowed: false });
  await running.surface("PUT", "/acs/after-2028", { isPast: true });
  await running.surface("PUT", "/managedIdentity/tenant", { tenantId: wellKnown.resourceId });
  await running.surface("POST", "/listen/managedIdentity", { listening: false });
  expect((await running.surface("POST", "/reset")).status).toBe(204);

  expect(running.emulator.control.state()).toMatchObject({
    identities: [],
    faults: {},
    acs: { accessAllowed: true, after2028: false },
    keyVault: { accessAllowed: true },
  });
  expect(running.emulator.connectionString).toContain(wellKnown.accessKeys.primary);
  expect(await secret()).toBe(running.emulator.connectionString);
  expect(await validate(token)).toEqual({ valid: false, reason: "unknownIdentity" });
});

test("a token that is none of ours", async () => {
  const token = await newToken();
  expect(await validate("a.b.c")).toEqual({ valid: false, reason: "signature" });
  expect(await validate(token.replace(/.{4}$/, "AAAA"))).toEqual({ valid: false, reason: "signature" });
});

test.each<[string, string, unknown]>([
  ["PUT", "/faults/acs", { status: 200 }],
  ["PUT", "/faults/acs", { status: 500, drop: "after" }],
  ["PUT", "/faults/acs", { retryAfter: 1 }],
  ["PUT", "/faults/acs", { status: 503, retryAfter: "1\r\nX: y" }],
  ["PUT", "/faults/acs", { status: 404, foreign: "pdf" }],
  ["PUT", "/faults/acs", { foreign: "html", delayMs: 1 }],
  ["PUT", "/faults/acs", { drop: "never" }],
  ["PUT", "/faults/acs", { delay: 5 }],
  ["PUT", "/faults/acs", {}],
  ["PUT", "/faults/acs", undefined],
  ["PUT", "/faults/acs", "{"],
  ["PUT", "/faults/other", { status: 500 }],
  ["POST", "/keys/third/regenerate", undefined],
  ["POST", "/tokens/validate", {}],
  ["POST", "/clock/advance", { seconds: -1 }],
  ["POST", "/listen/acs", {}],
  ["PUT", "/keyVault/access", { allowed: "yes" }],
  ["PUT", "/keyVault/secret", { value: "" }],
  ["POST", "/reset", { please: true }],
])("%s %s %j: 400 with the reason", async (method, path, body) => {
  const reply = await running.surface(method, path, body);
  expect(reply.status).toBe(400);
  expect(reply.json()).toEqual({
    error: { code: matching(/^Invalid/), message: matching(/./) },
  });
});

test("anything else: 404 with what there is", async () => {
  const reply = await running.surface("GET", "/nothing");
  expect([reply.status, reply.body]).toEqual([404, matching("POST /emulator/reset")]);
});

describe("who asks", () => {
  const surface = () => running.emulator.testSurfaceUrl ?? "";
  const port = () => new URL(surface()).port;
  const advance = (headers: Record<string, string>) =>
    running.send(`${surface()}/clock/advance`, { method: "POST", body: '{"seconds":60}', headers });

  test.each([
    "evil.example",
    "localhost.evil.example",
    "evil.example:443",
    "127.0.0.1.nip.io",
    "127.0.0.2",
    "localhost@evil.example",
    "localhost:1:2",
    "[::1",
    "[::2]",
  ])("a request for the host %j is refused", async (host) => {
    const before = running.emulator.control.state().now;
    const reply = await advance({ host });
    expect(reply.status).toBe(403);
    expect(reply.json()).toMatchObject({ error: { code: "Forbidden" } });
    expect(running.emulator.control.state().now.slice(0, 16)).toBe(before.slice(0, 16));
  });

  test.each(["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])("a request for the host %s is served", async (name) => {
    expect((await advance({ host: name })).status).toBe(204);
    expect((await advance({ host: `${name}:${port()}` })).status).toBe(204);
    expect((await advance({ host: `${name}:${port()}`, origin: `https://${name}:${port()}` })).status).toBe(204);
  });

  test.each([
    "https://evil.example",
    "null",
    "",
    "http://localhost:PORT",
    "https://localhost",
    "https://localhost:1",
    "https://127.0.0.1:PORT",
    "https://localhost:PORT.evil.example",
    "https://localhost:PORT, https://evil.example",
  ])("a page of the origin %j is refused, whatever it calls", async (origin) => {
    const headers = { host: `localhost:${port()}`, origin: origin.replace("PORT", port()) };
    expect((await advance({ ...headers, "content-type": "text/plain" })).status).toBe(403);
    expect((await running.send(`${surface()}/state`, { headers })).status).toBe(403);
    expect((await running.send(`${surface()}/reset`, { method: "POST", headers })).status).toBe(403);
  });
});
