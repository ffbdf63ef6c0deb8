import * as fc from "fast-check";
import { timeOf } from "../../../shared/isoTime";

const MINUTE_MS = 60_000;

test.each([
  ["2025-07-10T14:39:39.3244584-07:00", Date.UTC(2025, 6, 10, 21, 39, 39, 324)],
  ["2020-12-31T20:25:45.4824682+00:00", Date.UTC(2020, 11, 31, 20, 25, 45, 482)],
  ["2026-01-31T12:00:00Z", Date.UTC(2026, 0, 31, 12)],
  ["2026-01-01T00:30:00.5+05:30", Date.UTC(2025, 11, 31, 19, 0, 0, 500)],
])("%s is read as what it is", (text, time) => {
  expect(timeOf(text)).toBe(time);
});

test("any time is the same moment at any offset, with as many digits as there are", () => {
  const time = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) });
  const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });
  const ticks = fc.integer({ min: 0, max: 9999 });
  fc.assert(
    fc.property(time, offset, ticks, (moment, minutes, beyond) => {
      const local = new Date(moment + minutes * MINUTE_MS).toISOString().replace("Z", "");
      const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
      const sign = minutes < 0 ? "-" : "+";
      const text = `${local}${String(beyond).padStart(4, "0")}${sign}${two(hours)}:${two(rest)}`;
      expect(timeOf(text)).toBe(moment);
    }),
  );
});

const two = (number: number) => String(number).padStart(2, "0");

test.each([
  "",
  "2026-01-31T12:00:00",
  "2026-01-31",
  "12345",
  "-5",
  "Sat, 31 Jan 2026 12:00:00 GMT",
  "2026-13-31T12:00:00Z",
  "2026-01-31T12:00:00.Z",
  " 2026-01-31T12:00:00Z",
  "2026-01-31T12:00:00+0100",
])("%j is no time that a service tells", (text) => {
  expect(timeOf(text)).toBeUndefined();
});
