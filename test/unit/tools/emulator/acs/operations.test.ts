import { identityPrefix } from "../../../../../tools/emulator/acs/identityId";
import { wellKnown } from "../../../../../tools/emulator";
import { TestEmulator } from "../support/TestEmulator";
import { anyString, containing, matching } from "../support/matchers";
import { field } from "../support/field";

let running: TestEmulator;

beforeAll(async () => {
  running = await TestEmulator.start();
});

afterAll(async () => {
  await running.stop();
});

const PREVIEW2 = "2020-07-20-preview2";
const CURRENT = ["2021-03-07", "2022-06-01", "2022-10-01", "2023-10-01"];
const LATEST = "2023-10-01";
const ALL = [PREVIEW2, ...CURRENT];

const ID = /^8:acs:[\da-f-]{36}_[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
const EXPIRES_ON = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?\+00:00$/;
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]{342}$/; // recorded: 2048 bits

async function newIdentity(): Promise<string> {
  const reply = await running.acs("POST", `/identities?api-version=${PREVIEW2}`);
  return field(reply.json(), "id");
}

function pathOf(id: string, action = "", version = LATEST): string {
  return `/identities/${encodeURIComponent(id)}${action}?api-version=${version}`;
}

async function issue(id: string, body: unknown = { scopes: ["chat"] }, version = LATEST) {
  return running.acs("POST", pathOf(id, version === PREVIEW2 ? "/token" : "/:issueAccessToken", version), body);
}

async function tokenFor(id: string): Promise<string> {
  return field((await issue(id)).json(), "token");
}

function validity(token: string): string {
  const verdict = running.emulator.control.validateToken(token);
  return verdict.valid ? "valid" : verdict.reason;
}

describe("create", () => {
  test("2020-07-20-preview2", async () => {
    const reply = await running.acs("POST", `/identities?api-version=${PREVIEW2}`);
    expect(reply.status).toBe(200);
    expect(reply.json()).toEqual({ id: matching(ID) });
  });

  test.each(CURRENT)("%s", async (version) => {
    const headers = { "content-type": "application/json" }; // with an empty body: what the SDK sends
    const reply = await running.acs("POST", `/identities?api-version=${version}`, undefined, headers);
    expect(reply.status).toBe(201);
    expect(reply.body).toHaveLength(101); // recorded
    expect(reply.json()).toEqual({ identity: { id: matching(ID) } });
  });

  test.each(CURRENT)("%s, with a token", async (version) => {
    const reply = await running.acs("POST", `/identities?api-version=${version}`, { createTokenWithScopes: ["chat"] });
    expect(reply.status).toBe(201);
    const accessToken = { token: matching(TOKEN), expiresOn: matching(EXPIRES_ON) };
    expect(reply.json()).toEqual({ identity: { id: matching(ID) }, accessToken });
  });

  test.each([{}, { createTokenWithScopes: null }, { createTokenWithScopes: [] }])("%j: no token", async (body) => {
    const reply = await running.acs("POST", `/identities?api-version=${LATEST}`, body);
    expect(reply.json()).toEqual({ identity: { id: matching(ID) } });
  });
});

describe("issue", () => {
  test("2020-07-20-preview2", async () => {
    const id = await newIdentity();
    const reply = await issue(id, { scopes: ["chat", "pstn"] }, PREVIEW2);
    expect(reply.status).toBe(200);
    const expected = { id, token: matching(TOKEN), expiresOn: matching(EXPIRES_ON) };
    expect(reply.json()).toEqual(expected);
  });

  test.each(CURRENT)("%s", async (version) => {
    const reply = await issue(await newIdentity(), { scopes: ["chat", "voip"] }, version);
    expect(reply.status).toBe(200);
    const expected = { token: matching(TOKEN), expiresOn: matching(EXPIRES_ON) };
    expect(reply.json()).toEqual(expected);
  });

  test("the claims say what was asked for", async () => {
    const id = await newIdentity();
    const started = Math.floor(Date.now() / 1000);
    const reply = await issue(id, { scopes: ["chat", "voip", "chat"], expiresInMinutes: 60 });
    const expiresOn = field(reply.json(), "expiresOn");
    const [header, claims] = field(reply.json(), "token")
      .split(".")
      .map((part) => Buffer.from(part, "base64url").toString());
    expect(JSON.parse(header ?? "")).toEqual({
      alg: "RS256",
      kid: matching(/^[\dA-F]{40}$/),
      x5t: anyString,
      typ: "JWT",
    });
    const payload: unknown = JSON.parse(claims ?? "");
    const iat = Number(field(payload, "csi"));
    expect(iat).toBeGreaterThanOrEqual(started);
    expect(payload).toMatchObject({
      skypeid: id.slice(2),
      scp: 1792,
      exp: iat + 3600,
      acsScope: "chat,voip",
      resourceId: wellKnown.resourceId,
      iat,
    });
    expect(Math.floor(Date.parse(expiresOn) / 1000)).toBe(iat + 3600);
  });

  test.each([PREVIEW2, "2021-03-07", "2022-06-01"])("%s: always a day", async (version) => {
    const reply = await issue(await newIdentity(), { scopes: ["chat"], expiresInMinutes: 60 }, version);
    expect(Date.parse(field(reply.json(), "expiresOn")) - Date.now()).toBeGreaterThan(23 * 3_600_000);
  });
});

describe("revoke", () => {
  test.each<[string, string, unknown]>([
    ["PATCH", PREVIEW2, {}],
    ["PATCH", PREVIEW2, { tokensValidFrom: "2126-10-10T00:00:00.000Z" }],
    ["POST", "2021-03-07", undefined],
    ["POST", LATEST, undefined],
  ])("%s, %s, %j: earlier tokens end, later ones are valid", async (method, version, body) => {
    const id = await newIdentity();
    const before = await tokenFor(id);
    const reply = await running.acs(method, pathOf(id, method === "POST" ? "/:revokeAccessTokens" : "", version), body);
    expect(reply.status).toBe(204);
    expect(reply.headers).not.toHaveProperty("content-length");
    expect(reply.headers).not.toHaveProperty("content-type");
    expect([validity(before), validity(await tokenFor(id))]).toEqual(["revoked", "valid"]);
  });

  test("other identities keep theirs", async () => {
    const token = await tokenFor(await newIdentity());
    await running.acs("POST", pathOf(await newIdentity(), "/:revokeAccessTokens"));
    expect(validity(token)).toBe("valid");
  });
});

describe("delete", () => {
  test.each(ALL)("%s: 204, also again; nothing is valid or issued any more", async (version) => {
    const id = await newIdentity();
    const token = await tokenFor(id);
    expect((await running.acs("DELETE", pathOf(id, "", version))).status).toBe(204);
    expect(validity(token)).toBe("deleted");
    expect((await issue(id)).json()).toMatchObject({ error: { code: "IdentityNotOwned" } });
    expect((await running.acs("POST", pathOf(id, "/:revokeAccessTokens"))).status).toBe(401);
    expect((await running.acs("DELETE", pathOf(id, "", version))).status).toBe(204);
  });
});

describe("refusals", () => {
  const notOwned = {
    error: { code: "IdentityNotOwned", message: "Provided identity doesn't belong to the resource." },
  };
  const zeros = "00000000-0000-0000-0000-000000000000";

  test.each([
    ["of another resource", `8:acs:${zeros}_${zeros}`],
    ["never created", `${identityPrefix(wellKnown.resourceId)}${zeros}`],
    ["malformed", "nobody"],
  ])("an id %s", async (_, id) => {
    for (const version of [PREVIEW2, LATEST]) {
      const replies = await Promise.all([
        issue(id, undefined, version).then(() => issue(id, { scopes: ["chat"] }, version)),
        version === PREVIEW2
          ? running.acs("PATCH", pathOf(id, "", version), {})
          : running.acs("POST", pathOf(id, "/:revokeAccessTokens", version)),
        running.acs("DELETE", pathOf(id, "", version)),
      ]);
      for (const reply of replies) {
        expect([reply.status, reply.json()]).toEqual([401, notOwned]);
        expect(reply.headers["content-type"]).toBe("application/json");
        expect(reply.headers["transfer-encoding"]).toBe("chunked");
        expect(reply.headers).toHaveProperty("api-supported-versions");
      }
    }
  });

  const interval = (value: number) =>
    `ExpiresInMinutes value ${value} is invalid. Value must be within the [60, 1440] interval.`;

  test.each<[unknown, string, string, boolean]>([
    [{ scopes: [] }, "Invalid scopes - Scopes field is required.", "scopes", true],
    [{}, "Scopes: The Scopes field is required.", "Scopes", false],
    [{ scopes: null }, "Scopes: The Scopes field is required.", "Scopes", false],
    [{ scopes: ["chat"], expiresInMinutes: 59 }, interval(59), "ExpiresInMinutes", true],
    [{ scopes: ["chat"], expiresInMinutes: 1441 }, interval(1441), "ExpiresInMinutes", true],
  ])("issue %j (recorded)", async (body, message, target, ran) => {
    const reply = await issue(await newIdentity(), body);
    expect([reply.status, reply.body]).toEqual([
      400,
      JSON.stringify({ error: { code: "ValidationError", message, target } }),
    ]);
    expect("api-supported-versions" in reply.headers).toBe(ran);
  });

  test.each<[string, unknown]>([
    [LATEST, { scopes: ["pstn"] }],
    ["2022-10-01", { scopes: ["chat.join"] }],
    [PREVIEW2, { scopes: ["chat.join"] }],
    [LATEST, { scopes: "chat" }],
    [LATEST, { scopes: [1] }],
    [LATEST, { scopes: ["chat"], expiresInMinutes: 60.5 }],
    [LATEST, { scopes: ["chat"], expiresInMinutes: "60" }],
    [LATEST, []],
    [LATEST, "text"],
  ])("issue %s %j (our choice)", async (version, body) => {
    const reply = await issue(await newIdentity(), body, version);
    expect([reply.status, reply.json()]).toEqual([400, { error: containing({ code: "ValidationError" }) }]);
  });

  test.each([
    ["?api-version=2020-07-20-preview1", "UnsupportedApiVersion"],
    ["?api-version=1", "UnsupportedApiVersion"],
    ["?api-version=", "ApiVersionUnspecified"],
    ["", "ApiVersionUnspecified"],
  ])("/identities%s", async (query, code) => {
    const reply = await running.acs("POST", `/identities${query}`);
    expect([reply.status, reply.json()]).toEqual([400, { error: containing({ code }) }]);
  });

  test.each([
    ["GET", `/identities?api-version=${LATEST}`, 405],
    ["POST", `/identities/a/token?api-version=${LATEST}`, 404],
    ["POST", `/nothing?api-version=${LATEST}`, 404],
  ])("%s %s: %d", async (method, path, status) => {
    expect((await running.acs(method, path)).status).toBe(status);
  });

  test("a request without a signature", async () => {
    const url = `${running.emulator.endpoints.acs}/identities?api-version=${LATEST}`;
    const reply = await running.send(url, { method: "POST" });
    expect([reply.status, reply.json()]).toEqual([
      401,
      { error: { code: "Denied", message: "Denied by the resource provider." } },
    ]);
    expect(reply.headers).not.toHaveProperty("api-supported-versions");
  });
});

test("the headers of every reply", async () => {
  const headers = { "x-ms-client-request-id": "mine" };
  const reply = await running.acs("POST", `/identities?api-version=${LATEST}`, undefined, headers);
  expect(reply.headers).toMatchObject({
    "content-type": "application/json; charset=utf-8",
    "ms-cv": matching(/^[\w+/]{22}\.0$/),
    "x-ms-client-request-id": "mine",
    "api-supported-versions": ALL.join(", "),
    "x-processing-time": matching(/^\d+ms$/),
    "request-context": "appId=",
    "x-cache": "CONFIG_NOCACHE",
  });
  const without = await running.acs("POST", `/identities?api-version=${LATEST}`);
  expect(without.headers).not.toHaveProperty("x-ms-client-request-id");
});

test("a token of the managed identity serves in place of a key", async () => {
  const url = `${running.emulator.endpoints.acs}/identities?api-version=${LATEST}`;
  const call = (token: string) => running.send(url, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  expect((await call(await running.managedIdentityToken("https://communication.azure.com/"))).status).toBe(201);
  expect((await call(await running.managedIdentityToken("https://vault.azure.net"))).status).toBe(401);
});
