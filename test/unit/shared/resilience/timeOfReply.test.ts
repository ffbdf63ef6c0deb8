import { timeOfReply } from "../../../../shared/resilience/timeOfReply";

const NOON = Date.UTC(2026, 0, 31, 12);

test("a reply was made when it says so", () => {
  expect(timeOfReply("Sat, 31 Jan 2026 13:00:30 GMT", NOON)).toBe(NOON + 3_630_000);
});

it.each([undefined, "", "now", "5", "Sat, 99 Jan 2026 13:00:30 GMT", "Sat, 31 Foo 2026 13:00:30 GMT", "2026-01-31"])(
  "with the Date %j it was made now",
  (date) => {
    expect(timeOfReply(date, NOON)).toBe(NOON);
  },
);
