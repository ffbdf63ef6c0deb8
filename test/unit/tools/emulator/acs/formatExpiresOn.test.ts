import { formatExpiresOn } from "../../../../../tools/emulator/acs/tokens";

const instant = Date.parse("2020-12-31T20:25:45.482Z");

test.each([
  [instant, 4682, "2020-12-31T20:25:45.4824682+00:00"],
  [instant, 4680, "2020-12-31T20:25:45.482468+00:00"],
  [instant, 0, "2020-12-31T20:25:45.482+00:00"],
  [instant, 1, "2020-12-31T20:25:45.4820001+00:00"],
  [Date.parse("2020-12-31T20:25:45Z"), 0, "2020-12-31T20:25:45+00:00"],
])("%d and %d ticks: %s", (milliseconds, ticks, text) => {
  expect(formatExpiresOn(milliseconds, ticks)).toBe(text);
  expect(Date.parse(text)).toBe(milliseconds);
});
