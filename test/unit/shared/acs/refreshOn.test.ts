import { withRefreshOn } from "../../../../shared/acs/refreshOn";

const NOON = Date.UTC(2026, 0, 31, 12);
const HOUR = 3_600_000;

it.each([
  [0, 9],
  [0.5, 8],
  [0.999999, 7],
])("lies in the last part of the token's life: random %d, after %d of 10 hours", (random, hours) => {
  const accessToken = { token: "a token", expiresOn: new Date(NOON + 10 * HOUR) };
  const { refreshOn, ...rest } = withRefreshOn(accessToken, NOON, () => random);
  expect(rest).toEqual(accessToken);
  expect((refreshOn.getTime() - NOON) / HOUR).toBeCloseTo(hours, 3);
});
