import { checkAccessToken, checkIdentityId } from "../../../../shared/acs/checkAnswer";

const expiresOn = new Date(Date.UTC(2026, 0, 31, 12));

test("a token and its expiry are taken, and nothing else", () => {
  const answer = { token: "a token", expiresOn, user: { communicationUserId: "8:acs:1" } };
  expect(checkAccessToken(answer)).toEqual({ token: "a token", expiresOn });
});

it.each([
  {},
  { token: "a token" },
  { expiresOn },
  { token: undefined, expiresOn },
  { token: "a token", expiresOn: undefined },
  { token: "a token", expiresOn: expiresOn.toISOString() },
  { token: "a token", expiresOn: new Date(NaN) },
  { token: 5, expiresOn },
  { token: "", expiresOn },
])("a success without a token and its expiry is a failure: %p", (answer) => {
  expect(() => checkAccessToken(answer)).toThrow("ACS answered without a token or its expiry.");
});

test("an identity is taken", () => {
  expect(checkIdentityId({ communicationUserId: "8:acs:1" })).toBe("8:acs:1");
});

it.each([{}, { communicationUserId: undefined }, { communicationUserId: 5 }, { communicationUserId: "" }])(
  "a success without an identity is a failure: %p",
  (answer) => {
    expect(() => checkIdentityId(answer)).toThrow("ACS answered without an identity.");
  },
);
