import { errorOf, identityOf, tokenOf, withApi } from "../support/ApiUnderTest";
import { apiForAll } from "./support/apiForAll";

describe.each([
  { sdk: "identity", keyless: false },
  { sdk: "identity", keyless: true },
  { sdk: "administration", keyless: false },
])("the identity lifecycle with ACS_SDK=$sdk, keyless: $keyless", ({ sdk, keyless }) => {
  const api = apiForAll({ keyless, environment: { ACS_SDK: sdk } });

  test("CreateIdentity without a body answers 201 with the identity alone", async () => {
    const reply = await api().send("POST", "/identities");

    expect(reply.status).toBe(201);
    expect(reply.json).toEqual({ user: { communicationUserId: identityOf(reply) } });
    expect(identityOf(reply)).toMatch(/^8:acs:[0-9a-f-]{36}_[0-9a-f-]{36}$/);
  });

  test("CreateIdentity with scopes answers 201 with a valid token too", async () => {
    const reply = await api().sendJson("POST", "/identities", { scopes: ["chat"] });

    expect(reply.status).toBe(201);
    const { token, expiresOn } = tokenOf(reply);
    expect(api().emulator.control.validateToken(token).valid).toBe(true);
    expectToExpireIn(expiresOn, 24 * 60);
  });

  test("IssueToken answers 200 with the identity, a valid token and its expiry", async () => {
    const id = await api().createIdentity();

    const reply = await api().sendJson("POST", `/identities/${id}/tokens`, { scopes: ["chat", "voip"] });

    expect(reply.status).toBe(200);
    const { user, token, expiresOn, refreshOn } = tokenOf(reply);
    expect(reply.json).toEqual({
      user: { communicationUserId: id },
      token,
      expiresOn,
      refreshOn,
      scopes: ["chat", "voip"],
    });
    expect(user.communicationUserId).toBe(id);
    expect(claimsOf(token)).toMatchObject({ acsScope: "chat,voip", skypeid: id.slice(2) });
    expect(new Date(expiresOn).toISOString()).toBe(expiresOn);
    expect(Date.parse(refreshOn)).toBeLessThan(Date.parse(expiresOn));
    expect(Date.parse(refreshOn)).toBeGreaterThan(Date.now());
    expect(api().emulator.control.validateToken(token).valid).toBe(true);
  });

  test.each([
    ["no body", undefined],
    ["an empty object", {}],
  ])("IssueToken with %s grants the default scopes", async (_, body) => {
    const path = `/identities/${await api().createIdentity()}/tokens`;

    const reply = body ? await api().sendJson("POST", path, body) : await api().send("POST", path);

    expect(reply.status).toBe(200);
    expect(claimsOf(tokenOf(reply).token)).toMatchObject({ acsScope: "chat,voip" });
  });

  test("RevokeTokens answers 204 and ends the tokens issued so far, not those to come", async () => {
    const id = await api().createIdentity();
    const before = tokenOf(await api().send("POST", `/identities/${id}/tokens`)).token;

    const reply = await api().send("DELETE", `/identities/${id}/tokens`);

    expect(reply.status).toBe(204);
    expect(reply.text).toBe("");
    expect(api().emulator.control.validateToken(before).valid).toBe(false);
    const after = tokenOf(await api().send("POST", `/identities/${id}/tokens`)).token;
    expect(api().emulator.control.validateToken(after).valid).toBe(true);
  });

  test("DeleteIdentity answers 204, ends the tokens, and the identity gets no more", async () => {
    const id = await api().createIdentity();
    const { token } = tokenOf(await api().send("POST", `/identities/${id}/tokens`));

    expect((await api().send("DELETE", `/identities/${id}`)).status).toBe(204);

    expect(api().emulator.control.validateToken(token).valid).toBe(false);
    const reply = await api().send("POST", `/identities/${id}/tokens`);
    expect([reply.status, errorOf(reply).code]).toEqual([404, "IdentityNotFound"]);
    expect((await api().send("DELETE", `/identities/${id}`)).status).toBe(204);
  });

  test.each([
    ["raw", (id: string) => id],
    ["percent-encoded", (id: string) => encodeURIComponent(id)],
    ["percent-encoded in lower case", (id: string) => encodeURIComponent(id).toLowerCase()],
  ])("an id may be %s in the path", async (_, encode) => {
    const id = await api().createIdentity();

    const reply = await api().send("POST", `/identities/${encode(id)}/tokens`);

    expect(reply.status).toBe(200);
    expect(identityOf(reply)).toBe(id);
  });

  test("every reply is not to be stored and carries the caller's request id, or a new one", async () => {
    const named = await api().send("POST", "/identities", { headers: { "x-request-id": "my-request-7" } });
    const unnamed = await api().send("POST", "/identities/nobody/tokens");
    const misnamed = await api().send("POST", "/identities", { headers: { "x-request-id": "with space" } });

    for (const { headers } of [named, unnamed, misnamed]) {
      expect(headers.get("cache-control")).toBe("no-store");
    }
    expect(named.headers.get("x-request-id")).toBe("my-request-7");
    expect(unnamed.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(errorOf(unnamed).requestId).toBe(unnamed.headers.get("x-request-id"));
    expect(misnamed.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("what differs between the SDKs", () => {
  const withSdk = (sdk: string, body: object) =>
    withApi({ environment: { ACS_SDK: sdk } }, (api) => api.sendJson("POST", "/identities", body));

  test("identity sets the lifetime that was asked for", async () => {
    const reply = await withSdk("identity", { scopes: ["chat.join", "voip.join"], expiresInMinutes: 60 });

    expectToExpireIn(tokenOf(reply).expiresOn, 60);
    expect(claimsOf(tokenOf(reply).token)).toMatchObject({ acsScope: "chat.join,voip.join" });
  });

  test("identity has no pstn scope", async () => {
    expect((await withSdk("identity", { scopes: ["pstn"] })).status).toBe(400);
  });

  test("administration has the pstn scope", async () => {
    const reply = await withSdk("administration", { scopes: ["pstn"] });

    expect(claimsOf(tokenOf(reply).token)).toMatchObject({ acsScope: "pstn" });
  });

  test("administration refuses a lifetime instead of ignoring it, and the join scopes", async () => {
    const reply = await withSdk("administration", { scopes: ["chat.join"], expiresInMinutes: 60 });

    expect(reply.status).toBe(400);
    expect(
      errorOf(reply)
        .details?.map(({ target }) => target)
        .sort(),
    ).toEqual(["expiresInMinutes", "scopes[0]"]);
  });
});

function expectToExpireIn(expiresOn: string, minutes: number): void {
  const seconds = (Date.parse(expiresOn) - Date.now()) / 1000;
  expect(Math.abs(seconds - minutes * 60)).toBeLessThan(30);
}

function claimsOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}
