import { exchangeTeamsToken } from "../../../IssueToken/exchangeTeamsToken";
import { getMyToken, issueMyToken } from "../../../IssueToken/issueMyToken";
import { issueToken } from "../../../IssueToken/issueToken";
import { ApiError } from "../../../shared/errors";
import { bodies, callOf, ID, POLICY, TEAMS_TOLD, TOKEN, TOLD } from "./call";

describe("IssueToken", () => {
  const issue = jest.fn(() => Promise.resolve(TOKEN));
  const services = { bodies, settings: POLICY, identities: { issueToken: issue } };

  test("issues what the body asks for, or the default, for the identity in the path", async () => {
    const call = callOf({ body: { scopes: ["voip"], expiresInMinutes: 60 } });
    expect(await issueToken.steps(call, services)).toEqual({
      status: 200,
      jsonBody: { user: { communicationUserId: ID }, ...TOLD },
    });
    expect(issue).toHaveBeenLastCalledWith(
      ID,
      { scopes: ["voip"], scopesBy: "caller", expiresInMinutes: 60 },
      call.deadline,
    );
    await issueToken.steps(callOf(), services);
    expect(issue).toHaveBeenLastCalledWith(ID, { scopes: ["chat"], scopesBy: "default" }, expect.anything());
  });

  test("names what is wrong with the id and with the body together, and issues nothing", async () => {
    issue.mockClear();
    await expect(issueToken.steps(callOf({ id: "x", body: { scopes: [] } }), services)).rejects.toMatchObject({
      details: [{ target: "id" }, { target: "scopes" }],
    });
    expect(issue).not.toHaveBeenCalled();
  });
});

describe("IssueMyToken and GetMyToken", () => {
  const take = jest.fn(() => 0);
  const issue = jest.fn(() => Promise.resolve({ id: ID, accessToken: TOKEN }));
  const services = { bodies, policy: POLICY, tokenLimit: { take }, identities: { issueToken: issue } };

  test("issue a token for the user's own identity: as the body asks, or as a GET is granted", async () => {
    const reply = { status: 200, jsonBody: { user: { communicationUserId: ID }, ...TOLD } };
    expect(await issueMyToken.steps(callOf({ body: { scopes: ["voip"] } }), services)).toEqual(reply);
    expect(issue).toHaveBeenLastCalledWith("alice", { scopes: ["voip"], scopesBy: "caller" }, expect.anything());
    expect(await getMyToken.steps(callOf(), services)).toEqual(reply);
    expect(issue).toHaveBeenLastCalledWith("alice", { scopes: ["chat"], scopesBy: "default" }, expect.anything());
    expect(take.mock.calls).toEqual([["alice"], ["alice"]]);
  });

  test("spend nothing of the user's limit on a request that is refused, and issue nothing beyond the limit", async () => {
    issue.mockClear();
    take.mockReset().mockImplementation(() => {
      throw new ApiError("TooManyRequests", "Wait.");
    });
    await expect(issueMyToken.steps(callOf({ body: { scopes: ["chat.join"] } }), services)).rejects.toMatchObject({
      code: "ScopeNotAllowed",
    });
    expect(take).not.toHaveBeenCalled();
    await expect(getMyToken.steps(callOf(), services)).rejects.toMatchObject({ code: "TooManyRequests" });
    expect(issue).not.toHaveBeenCalled();
  });
});

describe("ExchangeTeamsToken", () => {
  const exchange = jest.fn(() => Promise.resolve(TOKEN));
  const services = { bodies, tokenLimit: { take: () => 0 }, exchangeTeamsToken: exchange };
  const call = callOf({ body: { teamsUserAadToken: "theirs" } });

  test("exchanges the token as that of the user who is signed in", async () => {
    expect(await exchangeTeamsToken.steps(call, services)).toEqual({ status: 200, jsonBody: TEAMS_TOLD });
    expect(exchange).toHaveBeenCalledWith({ teamsUserAadToken: "theirs", userObjectId: "o" }, call.deadline);
  });

  test("refuses who did not sign in with Entra, whatever the body is", async () => {
    const stranger = { ...callOf({ body: {} }), caller: { key: "alice" } };
    await expect(exchangeTeamsToken.steps(stranger, services)).rejects.toMatchObject({ code: "Forbidden" });
  });
});
