import { retryAfterForCallers, retryAfterSeconds, timeOfReply } from "../../../../shared/resilience/replyHeaders";

const NOON = Date.UTC(2026, 0, 31, 12);

it.each([
  ["0", 0],
  ["1", 1],
  ["120", 120],
  [" 30 ", 30],
  ["007", 7],
  ["9".repeat(11), 99_999_999_999],
  ["9".repeat(400), Infinity],
])("%j is whole seconds", (header, seconds) => {
  expect(retryAfterSeconds(header, NOON)).toBe(seconds);
});

it.each([
  ["Sat, 31 Jan 2026 12:00:30 GMT", NOON, 30],
  ["Saturday, 31-Jan-26 12:00:30 GMT", NOON, 30],
  ["Sat, 31 Jan 2026 12:00:00 GMT", NOON, 0],
  ["Sat, 31 Jan 2026 12:00:01 GMT", NOON + 1, 1],
  ["Sat, 31 Jan 2026 11:00:00 GMT", NOON, 0],
])("reads %s in a Retry-After as a moment", (header, now, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds);
});

it.each([undefined, "", " ", "soon", "5 s", "-5", "1.5", "+5", "5;", "soon 5"])(
  "reads nothing from a Retry-After of %j",
  (header) => {
    expect(retryAfterSeconds(header, NOON)).toBeUndefined();
  },
);

it.each([
  [undefined, 5],
  [0, 1],
  [1, 1],
  [30, 30],
  [300, 300],
  [301, 300],
  [251_000_000_000, 300],
  [Infinity, 300],
])("of a service that asked for %p s, callers are told to wait %d s", (asked, told) => {
  expect(retryAfterForCallers(asked)).toBe(told);
});

test("a reply was made when it says so", () => {
  expect(timeOfReply("Sat, 31 Jan 2026 13:00:30 GMT", NOON)).toBe(NOON + 3_630_000);
});

it.each([undefined, "", "now", "5", "Sat, 99 Jan 2026 13:00:30 GMT", "Sat, 31 Foo 2026 13:00:30 GMT", "2026-01-31"])(
  "with the Date %j it was made now",
  (date) => {
    expect(timeOfReply(date, NOON)).toBe(NOON);
  },
);
