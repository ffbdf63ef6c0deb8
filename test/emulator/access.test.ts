import * as z from "zod";
import { wellKnown } from "../../tools/emulator/index";
import { ManualClock } from "../../tools/kit/ManualClock";
import { errorText, exactly } from "./cases/OperationCase";
import { TENANT, type Version, withEntra, withTeamsExtension } from "./support/calls";
import type { Reply } from "./support/send";
import { TestEmulator } from "./support/TestEmulator";
import { field } from "./support/values";

const clock = new ManualClock();
const running = TestEmulator.forAll({ clock, testSurface: true }, { keepAlive: true });

afterEach(async () => {
  await running.emulator.control.reset();
});

const USER = "e5b7f628-ea94-4fdc-b3d9-1af1fe231111";
const CLIENT = "1b3d6bd4-7c9e-4fd3-9be6-0b1c0a0b9d3e";
const OTHER = "7a6b5c4d-3e2f-4a1b-8c9d-0e1f2a3b4c5d";
const DETAILS = "2025-03-02-preview";

const scopeOf = (api: string, permission: string) => `${api}/${permission}`;
const TPE_API = "https://auth.msft.communication.azure.com";
const CLIENTS_API = "https://communication.azure.com/clients";
const otherThan = (api: string) => (api === TPE_API ? CLIENTS_API : TPE_API);
const TPE = scopeOf(TPE_API, "TeamsExtension.ManageCalls");
const VOIP = scopeOf(CLIENTS_API, "VoIP");
const user = { tenantId: TENANT, objectId: USER, clientId: CLIENT, scope: TPE };

type TokenRequest = Partial<Parameters<TestEmulator["emulator"]["control"]["newUserToken"]>[0]>;

function userToken(change: TokenRequest = {}): string {
  return running.emulator.control.newUserToken({ ...user, ...change }).token;
}

/** What the SDK's credential sends (measured). */
async function exchange(
  of: "teamsExtension" | "entra",
  token: string,
  version: Version = DETAILS,
  body = "{}",
): Promise<Reply> {
  const url = `${running.emulator.endpoints.acs}/access/${of}/:exchangeAccessToken?api-version=${version}`;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return running.send(url, { method: "POST", headers, body });
}

async function assign(change: object = {}, of: "assign" | "assignEntra" = "assign", id = USER): Promise<void> {
  const needed = of === "assign" ? {} : { tenantId: TENANT, clientIds: [CLIENT] };
  const reply = await running.call(of, DETAILS, id, { principalType: "user", ...needed, ...change });
  expect([200, 201]).toContain(reply.status);
}

const identity = `8:acs:${wellKnown.resourceId}_${TENANT}_${USER}`;
const token = "[\\w-]+\\.[\\w-]+\\.[\\w-]{342}";
const instant = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}-07:00";
const exchanged = exactly(
  `{"identity":{"id":"${identity}"},"accessToken":{"token":"${token}","expiresOn":"${instant}"}}`,
);

const DENIED = errorText("Denied", "Denied by the resource provider.");
// The status: a sample of Microsoft's. Choice: exchange without an assignment.
const FORBIDDEN = errorText("Forbidden", "The user has no access assignment for this resource and application.");

const tokenOf = (reply: Reply) => field(reply.json(), "accessToken", "token");

const kinds = [
  {
    of: "teamsExtension",
    assigning: "assign",
    withdrawing: "deleteAssignment",
    api: TPE_API,
    scope: TPE,
    versions: withTeamsExtension,
  },
  {
    of: "entra",
    assigning: "assignEntra",
    withdrawing: "deleteEntraAssignment",
    api: CLIENTS_API,
    scope: VOIP,
    versions: withEntra,
  },
] as const;

describe.each(kinds)("the exchange of $of", ({ of, assigning, withdrawing, api, scope, versions }) => {
  const exchangeNow = (change: TokenRequest = {}) => exchange(of, userToken({ scope, ...change }));

  test.each([...versions])("gives the user's identity and a token in %s (specification)", async (version) => {
    await assign({}, assigning);
    const reply = await exchange(of, userToken({ scope }), version);
    expect([reply.status, reply.body]).toEqual([200, expect.stringMatching(exchanged)]);
    expect(reply.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(reply.headers["api-supported-versions"]).toBe(versions.join(", ")); // choice: supported versions of assignments
    expect(running.validity(tokenOf(reply))).toBe("valid");
  });

  test("is refused until the assignment is made, and again once it is withdrawn", async () => {
    expect([(await exchangeNow()).status, (await exchangeNow()).body]).toEqual([403, FORBIDDEN]);
    await assign({}, assigning);
    expect((await exchangeNow()).status).toBe(200);
    await running.call(withdrawing, DETAILS, USER);
    expect((await exchangeNow()).body).toBe(FORBIDDEN);
  });

  test("is for the user, the tenant and the applications of the assignment alone", async () => {
    await assign({ clientIds: [CLIENT] }, assigning);
    for (const stranger of [{ objectId: OTHER }, { tenantId: OTHER }, { clientId: OTHER }]) {
      const reply = await exchangeNow(stranger);
      expect([stranger, reply.status, reply.body]).toEqual([stranger, 403, FORBIDDEN]);
    }
    await assign({ clientIds: [OTHER, CLIENT] }, assigning);
    expect((await exchangeNow({ clientId: OTHER })).status).toBe(200);
  });

  test("takes ids in capitals for the same (choice: malformed ids of an assignment)", async () => {
    await assign({ clientIds: [CLIENT] }, assigning, USER.toUpperCase());
    const ids = { tenantId: TENANT.toUpperCase(), objectId: USER.toUpperCase(), clientId: CLIENT.toUpperCase() };
    expect((await exchangeNow(ids)).body).toMatch(exchanged);
  });

  test.each<[string, () => Promise<string> | string]>([
    ["is for the other exchange", () => userToken({ scope: scope === TPE ? VOIP : TPE })],
    [
      "permits it, but of another API",
      () => userToken({ scope: scopeOf(otherThan(api), scope.slice(api.length + 1)) }),
    ],
    ["permits something else", () => userToken({ scope: scopeOf(api, "Other") })],
    ["is the managed identity's", () => running.managedIdentityToken("https://communication.azure.com")],
    ["has a changed signature", () => userToken({ scope }).replace(/.{4}$/, "AAAA")],
    ["is none", () => "nothing"],
  ])("refuses a token that %s (choice: refused token of an Entra user)", async (_, make) => {
    await assign({}, assigning);
    const reply = await exchange(of, await make());
    expect([reply.status, reply.body]).toEqual([401, DENIED]);
  });

  test("refuses a token that has expired, and ends its own at the same instant", async () => {
    // choice: end of an exchanged token
    await assign({}, assigning);
    const own = userToken({ scope, expiresInSeconds: 4321 });
    const reply = await exchange(of, own);
    const endsAt = Math.floor(clock.now() / 1000) + 4321;
    expect(Math.floor(Date.parse(field(reply.json(), "accessToken", "expiresOn")) / 1000)).toBe(endsAt);
    clock.stepWall(4321_000);
    expect(running.validity(tokenOf(reply))).toBe("expired");
    expect((await exchange(of, own)).body).toBe(DENIED);
  });

  test("by .default, the user's token permits it", async () => {
    await assign({}, assigning);
    expect((await exchangeNow({ scope: scopeOf(api, ".default") })).status).toBe(200);
  });

  test("refuses a signature by the resource's key, and a body that is no JSON object (choice: unreadable body)", async () => {
    await assign({}, assigning);
    const signed = await running.acs("POST", `/access/${of}/:exchangeAccessToken?api-version=${DETAILS}`, {});
    expect(signed.body).toBe(DENIED);
    expect((await exchange(of, userToken({ scope }), DETAILS, "[]")).status).toBe(400);
  });

  test("its tokens end with the assignment, for good, and not by its replacement (specification)", async () => {
    await assign({}, assigning);
    const first = tokenOf(await exchangeNow());
    await assign({ clientIds: [OTHER] }, assigning);
    expect(running.validity(first)).toBe("valid"); // choice: end of an exchanged token
    await running.call(withdrawing, DETAILS, USER);
    expect(running.validity(first)).toBe("revoked");
    await assign({}, assigning);
    expect([running.validity(first), running.validity(tokenOf(await exchangeNow()))]).toEqual(["revoked", "valid"]);
  });

  test("a page of any origin may make it (choice: origins of pages)", async () => {
    const url = `${running.emulator.endpoints.acs}/access/${of}/:exchangeAccessToken?api-version=${DETAILS}`;
    const asked = "authorization,content-type,x-ms-client-request-id";
    const preflight = await running.send(url, {
      method: "OPTIONS",
      headers: {
        origin: "https://localhost:4280",
        "access-control-request-method": "POST",
        "access-control-request-headers": asked,
      },
    });
    expect([preflight.status, preflight.body]).toEqual([204, ""]);
    expect(preflight.headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": asked,
    });
    const refused = await exchange(of, "nothing");
    const allowed = await exchangeNow();
    expect([refused, allowed].map(({ headers }) => headers["access-control-allow-origin"])).toEqual(["*", "*"]);
  });
});

test("the token of a user of the US government's cloud opens the exchange of teamsExtension, too (measured in 2.5.0)", async () => {
  await assign();
  const scope = scopeOf("https://auth.msft.communication.azure.us", "TeamsExtension.ManageCalls");
  expect((await exchange("teamsExtension", userToken({ scope }))).status).toBe(200);
});

test("no other path lets web pages in", async () => {
  for (const path of ["/identities", `/access/entra/assignments`, "/teamsUser/:exchangeAccessToken"]) {
    const url = `${running.emulator.endpoints.acs}${path}?api-version=${DETAILS}`;
    const headers = { origin: "https://localhost:4280", "access-control-request-method": "POST" };
    const reply = await running.send(url, { method: "OPTIONS", headers });
    expect([path, reply.status, reply.headers["access-control-allow-origin"]]).toEqual([path, 401, undefined]);
  }
});

test("a user's token opens neither the resource nor the vault", async () => {
  const tenantId = wellKnown.tenantId;
  const headers = { authorization: `Bearer ${userToken({ tenantId, scope: VOIP })}` };
  const url = `${running.emulator.endpoints.acs}/identities?api-version=${DETAILS}`;
  expect((await running.send(url, { method: "POST", headers })).body).toBe(DENIED);
  expect((await running.vault(userToken({ tenantId, scope: VOIP }), "GET", "/secrets")).status).toBe(401);
});

describe("Entra assignments", () => {
  const path = `/access/entra/assignments?api-version=${DETAILS}`;
  const bodyOf = (principalType: string, clientId: string) => {
    return { tenantId: TENANT, principalType, clientIds: [clientId] };
  };
  const assignment = (objectId: string, principalType = "user", clientId = CLIENT) => {
    return { objectId, ...bodyOf(principalType, clientId) };
  };
  const listed = async (): Promise<unknown> => (await running.acs("GET", path)).json();

  test("are listed, all on one page (choice: pages of assignments)", async () => {
    expect((await running.acs("GET", path)).body).toBe('{"value":[]}');
    await assign({}, "assignEntra", USER);
    await assign({ principalType: "group" }, "assignEntra", OTHER);
    expect(await listed()).toEqual({ value: [assignment(USER), assignment(OTHER, "group")] });
  });

  test("are changed in bulk: made, replaced and withdrawn (specification)", async () => {
    await assign({}, "assignEntra", USER);
    await assign({}, "assignEntra", OTHER);
    const body = { [USER]: bodyOf("user", OTHER), [OTHER]: null, [CLIENT]: bodyOf("group", CLIENT) };
    const reply = await running.acs("PATCH", path, body);
    const after = { value: [assignment(USER, "user", OTHER), assignment(CLIENT, "group")] };
    expect([reply.status, reply.json(), await listed()]).toEqual([200, after, after]);
  });

  test("that are withdrawn in bulk, or none: 204 (choice: bulk update without a result)", async () => {
    await assign({}, "assignEntra", USER);
    for (const body of [{ [USER]: null, [OTHER]: null }, {}]) {
      const reply = await running.acs("PATCH", path, body);
      expect([reply.status, reply.body, await listed()]).toEqual([204, "", { value: [] }]);
    }
  });

  // Choice: bulk update with a fault.
  test.each([
    { nobody: bodyOf("user", CLIENT) },
    { [OTHER]: { principalType: "user" } },
    { [OTHER]: "user" },
    { [OTHER]: [] },
  ])("none is changed by a bulk update with the fault %j", async (faulty) => {
    await assign({}, "assignEntra", USER);
    const reply = await running.acs("PATCH", path, { [USER]: null, ...faulty });
    expect([reply.status, field(reply.json(), "error", "code")]).toEqual([400, "ValidationError"]);
    expect(await listed()).toEqual({ value: [assignment(USER)] });
  });

  // Choice: group and tenant assignments.
  test.each<[string, string, string, TokenRequest]>([
    ["group", OTHER, "whose token names the group", { groups: [CLIENT, OTHER] }],
    ["tenant", TENANT, "of the tenant", {}],
  ])("of a %s (%s) let a user in %s", async (principalType, objectId, _, change) => {
    await assign({ principalType }, "assignEntra", objectId);
    const tokens = [
      { scope: VOIP, ...change },
      { scope: VOIP, ...change, tenantId: OTHER, groups: [] },
    ].map(userToken);
    const replies = await Promise.all(tokens.map((each) => exchange("entra", each)));
    expect(replies.map(({ status }) => status)).toEqual([200, 403]);
  });

  test("an assignment of one kind opens nothing of the other", async () => {
    await assign({}, "assignEntra");
    expect((await exchange("teamsExtension", userToken())).status).toBe(403);
    await running.emulator.control.reset();
    await assign();
    expect((await exchange("entra", userToken({ scope: VOIP }))).status).toBe(403);
  });
});

describe("a user's token by the test surface", () => {
  const reply = z.object({ token: z.string(), expiresOnTimestamp: z.number() });

  test("is what the SDKs' TokenCredential hands on, and opens the exchange", async () => {
    await assign();
    const { token: minted, expiresOnTimestamp } = reply.parse(
      (await running.surface("POST", "/users/token", user)).json(),
    );
    expect(expiresOnTimestamp).toBe(Math.floor(clock.now() / 1000) * 1000 + 3_600_000);
    expect((await exchange("teamsExtension", minted)).status).toBe(200);
  });

  test.each<[string, object]>([
    ["scope", { ...user, scope: "https://graph.microsoft.com/.default" }],
    ["objectId", { ...user, objectId: "me" }],
    ["clientId", { ...user, clientId: undefined }],
    ["expiresInSeconds", { ...user, expiresInSeconds: 0 }],
  ])("is refused with 400 for its %s", async (member, body) => {
    const refused = await running.surface("POST", "/users/token", body);
    expect([refused.status, field(refused.json(), "error", "message")]).toEqual([400, expect.stringContaining(member)]);
  });

  test("in Node, a scope of no emulated API throws", () => {
    expect(() => userToken({ scope: "https://graph.microsoft.com/.default" })).toThrow(RangeError);
  });
});
