import { retryAfterSeconds } from "../../../../shared/upstream/retryAfter";

const NOON = Date.UTC(2026, 0, 31, 12);

it.each([
  ["0", 0],
  ["1", 1],
  ["120", 120],
  [" 30 ", 30],
  ["007", 7],
])("%j is whole seconds", (header, seconds) => {
  expect(retryAfterSeconds(header, NOON)).toBe(seconds);
});

it.each([
  ["Sat, 31 Jan 2026 12:00:30 GMT", NOON, 30],
  ["Saturday, 31-Jan-26 12:00:30 GMT", NOON, 30],
  ["Sat, 31 Jan 2026 12:00:00 GMT", NOON, 0],
  ["Sat, 31 Jan 2026 12:00:01 GMT", NOON + 1, 1],
  ["Sat, 31 Jan 2026 11:00:00 GMT", NOON, 0],
])("%s is a moment", (header, now, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds);
});

it.each([undefined, "", " ", "soon", "5 s", "-5", "1.5", "+5", "5;", "soon 5", "9".repeat(11)])(
  "%j means nothing",
  (header) => {
    expect(retryAfterSeconds(header, NOON)).toBeUndefined();
  },
);
