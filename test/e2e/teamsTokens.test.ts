import { unsecuredJwt } from "../emulator/support/unsecuredJwt";
import { errorOf, withApi } from "../support/ApiUnderTest";
import { entraPrincipal, staticWebApps } from "../support/principals";
import { apiForAll } from "./support/apiForAll";

const TENANT_ID = "7d4e1c00-0000-4000-8000-000000000001";
const CLIENT_ID = "7d4e1c00-0000-4000-8000-000000000002";
const USER_ID = "7d4e1c00-0000-4000-8000-000000000003";
const ANOTHER_ID = "7d4e1c00-0000-4000-8000-000000000004";
const HOUR_SECONDS = 3600;

const teamsUser = entraPrincipal({ tenantId: TENANT_ID, objectId: USER_ID });
const now = () => Math.floor(Date.now() / 1000);

const teamsToken = (claims: Record<string, unknown>) =>
  unsecuredJwt({ appid: CLIENT_ID, oid: USER_ID, exp: now() + HOUR_SECONDS, ...claims });

describe("the exchange of a Teams user's token", () => {
  const api = apiForAll({ environment: { USER_AUTH: "easyauth", TEAMS_CLIENT_ID: CLIENT_ID } });

  const exchange = (teamsUserAadToken: string, principal = teamsUser) =>
    api().sendJson("POST", "/me/teams-tokens", { teamsUserAadToken }, { "x-ms-client-principal": principal });

  test("gives a token that ends with the one it was made from", async () => {
    const exp = now() + HOUR_SECONDS;

    const reply = await exchange(teamsToken({ exp }));

    expect(reply.status).toBe(200);
    expect(reply.json).toEqual({
      token: expect.stringMatching(/^eyJ/) as unknown,
      expiresOn: new Date(exp * 1000).toISOString(),
      refreshOn: expect.any(String) as unknown,
    });
  });

  test("gives a token for as long as Entra's own live at most, and none that lives longer", async () => {
    const longest = now() + 28 * HOUR_SECONDS;
    const reply = await exchange(teamsToken({ exp: longest }));
    expect(reply.json).toMatchObject({ expiresOn: new Date(longest * 1000).toISOString() });

    const tooLong = await exchange(teamsToken({ exp: now() + 29 * HOUR_SECONDS }));
    expect([tooLong.status, errorOf(tooLong).code]).toEqual([503, "UpstreamUnavailable"]);
  });

  test.each([
    ["of another user", { oid: ANOTHER_ID }, "userObjectId", "oid"],
    ["of another application", { appid: ANOTHER_ID }, "TEAMS_CLIENT_ID", "appid"],
    ["with the two ids swapped", { oid: CLIENT_ID, appid: USER_ID }, "TEAMS_CLIENT_ID", "appid"],
    ["that has expired", { exp: 1 }, "teamsUserAadToken", "get a new one"],
    ["without a user", { oid: undefined }, "teamsUserAadToken", "get a new one"],
  ])("a token %s is refused, and the message names what does not fit", async (_, claims, target, says) => {
    const reply = await exchange(teamsToken(claims));

    expect([reply.status, errorOf(reply).code]).toEqual([400, "InvalidRequest"]);
    expect(errorOf(reply).details).toMatchObject([{ target }]);
    expect(errorOf(reply).message).toContain(says);
  });

  test("a refused token is no reason to doubt the access key", async () => {
    const reads = api().emulator.control.state().requests.keyVault;

    await exchange("not.a.token");

    expect(api().emulator.control.state().requests.keyVault).toEqual(reads);
  });

  test("who did not sign in with Entra is no Teams user", async () => {
    const reply = await exchange(teamsToken({}), staticWebApps());

    expect([reply.status, errorOf(reply).code]).toEqual([403, "Forbidden"]);
    expect(reply.headers.get("www-authenticate")).toMatch(/^Bearer error="insufficient_scope"/);
  });
});

test("there is no such endpoint without TEAMS_CLIENT_ID", async () => {
  await withApi({ environment: { USER_AUTH: "easyauth" } }, async (api) => {
    const headers = { "x-ms-client-principal": teamsUser };

    expect((await api.sendJson("POST", "/me/teams-tokens", {}, headers)).status).toBe(404);
  });
});
