import { accessTokenIn, checkAccessToken, checkIdentityId } from "../../../../shared/acs/checkAnswer";

const NOON = Date.UTC(2026, 0, 31, 12);
const TERMS = { repliedAt: NOON, expiresInMinutes: 60 };

const ending = (expiresOn: unknown) => ({ token: "a token", expiresOn });

test.each([
  new Date(NOON + 3_600_000),
  "2026-01-31T13:00:00Z",
  "2026-01-31T13:00:00+00:00",
  "2026-01-31T13:00:00.0000000+00:00",
  "2026-01-31T06:00:00.0000000-07:00",
  "2026-01-31T18:30:00.0+05:30",
])("a token and its expiry are taken, and nothing else: %p", (expiresOn) => {
  const answer = { ...ending(expiresOn), user: { communicationUserId: "8:acs:1" } };
  expect(checkAccessToken(answer, TERMS)).toEqual({ token: "a token", expiresOn: new Date(NOON + 3_600_000) });
});

it.each([
  undefined,
  {},
  { token: "a token" },
  { expiresOn: "2026-01-31T13:00:00Z" },
  { token: 5, expiresOn: "2026-01-31T13:00:00Z" },
  { token: "", expiresOn: "2026-01-31T13:00:00Z" },
  ending(undefined),
  ending(12345),
  ending("12345"),
  ending(new Date(NaN)),
  ending("soon"),
  ending("2026-01-31"),
  ending("2026-01-31T13:00:00"),
  ending("2026-99-31T13:00:00Z"),
  ending("+275760-09-13T00:00:00Z"),
])("a success without a token and its expiry is a failure: %j", (answer) => {
  expect(() => checkAccessToken(answer, TERMS)).toThrow("ACS answered without a token or its expiry.");
  expect(accessTokenIn(answer, TERMS)).toBeUndefined();
});

it.each(["2026-01-31T12:00:00Z", "2026-01-31T11:59:59Z", "1970-01-01T00:00:00Z"])(
  "a token that ended when ACS replied, or before, is a failure: %s",
  (expiresOn) => {
    expect(() => checkAccessToken(ending(expiresOn), TERMS)).toThrow("has expired");
  },
);

it.each([
  [60, "2026-01-31T13:15:01Z"],
  [1440, "2026-02-01T12:15:01Z"],
  [undefined, "2026-02-01T12:15:01Z"],
  [undefined, "9999-12-31T23:59:59Z"],
])("a token for %p minutes that ends a quarter of an hour later than that is a failure: %s", (minutes, expiresOn) => {
  const terms = { repliedAt: NOON, expiresInMinutes: minutes };
  expect(() => checkAccessToken(ending(expiresOn), terms)).toThrow("longer than was asked for");
});

test("a token may end a little later than asked for", () => {
  expect(checkAccessToken(ending("2026-01-31T13:15:00Z"), TERMS).expiresOn).toEqual(new Date(NOON + 75 * 60_000));
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
