import { ApiError } from "../../../shared/errors";
import { grantFor, type TokenPolicy } from "../../../shared/tokenPolicy";
import { errorFrom } from "../../support/errorFrom";

const OPEN: TokenPolicy = {
  defaultScopes: ["chat", "voip"],
  defaultScopesBy: "default",
  allowedScopes: ["chat", "voip", "chat.join", "chat.join.limited", "voip.join"],
  maxExpiresInMinutes: 1440,
};

const NARROW: TokenPolicy = {
  defaultScopes: ["chat"],
  defaultScopesBy: "ACS_DEFAULT_SCOPES",
  allowedScopes: ["chat", "voip"],
  maxExpiresInMinutes: 120,
};

test("who asks for nothing is granted the default scopes, for as long as ACS grants", () => {
  expect(grantFor({}, OPEN)).toEqual({ scopes: ["chat", "voip"], scopesBy: "default", expiresInMinutes: undefined });
});

test("who asks for nothing under a shorter longest lifetime is granted that", () => {
  expect(grantFor({}, NARROW)).toEqual({ scopes: ["chat"], scopesBy: "ACS_DEFAULT_SCOPES", expiresInMinutes: 120 });
});

test("what is allowed is granted as asked, in the order asked", () => {
  expect(grantFor({ scopes: ["voip.join", "chat"], expiresInMinutes: 60 }, OPEN)).toEqual({
    scopes: ["voip.join", "chat"],
    scopesBy: "caller",
    expiresInMinutes: 60,
  });
});

it.each([
  [OPEN, 1440],
  [NARROW, 120],
])("the longest lifetime itself is granted", (policy, expiresInMinutes) => {
  expect(grantFor({ expiresInMinutes }, policy).expiresInMinutes).toBe(expiresInMinutes);
});

test("each scope beyond the policy is told by its place", async () => {
  const error = await errorFrom(ApiError, () => grantFor({ scopes: ["voip.join", "chat", "chat.join"] }, NARROW));
  expect(error).toMatchObject({ code: "ScopeNotAllowed", status: 403 });
  expect(error.details.map(({ code, target }) => [code, target])).toEqual([
    ["ScopeNotAllowed", "scopes[0]"],
    ["ScopeNotAllowed", "scopes[2]"],
  ]);
  expect(error.message).toContain("voip.join; ask only for chat, voip.");
  expect(error.message).toContain("chat.join; ask only for chat, voip.");
});

test("a lifetime beyond the policy is told with the longest one", async () => {
  const error = await errorFrom(ApiError, () => grantFor({ scopes: ["chat"], expiresInMinutes: 121 }, NARROW));
  expect(error).toMatchObject({ code: "ExpiryNotAllowed", status: 403 });
  expect(error.details).toMatchObject([{ code: "ExpiryNotAllowed", target: "expiresInMinutes" }]);
  expect(error.message).toContain("at most 120 minutes");
});

test("both are told at once", async () => {
  const error = await errorFrom(ApiError, () => grantFor({ scopes: ["voip.join"], expiresInMinutes: 1440 }, NARROW));
  expect(error.code).toBe("ScopeNotAllowed");
  expect(error.details.map(({ target }) => target)).toEqual(["scopes[0]", "expiresInMinutes"]);
  expect(error.message).toMatch(/voip\.join.*120 minutes/);
});
