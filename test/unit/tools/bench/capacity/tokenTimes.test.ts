import { chanceOf } from "../../../../../tools/bench/capacity/Chance";
import { DEFAULT_SCENARIO } from "../../../../../tools/bench/capacity/defaultScenario";
import type { Scenario } from "../../../../../tools/bench/capacity/Scenario";
import { tokenTimes } from "../../../../../tools/bench/capacity/tokenTimes";

const HOUR = 3600;
const MINUTE = 60;
const punctual: Scenario = { ...DEFAULT_SCENARIO, spreadMinutes: 0, days: 1 };

function timesOf(changes: Partial<Scenario>, rest: () => number = () => 0): number[] {
  return tokenTimes({ ...punctual, ...changes }, { logIns: () => 0.5, rest });
}

test("one token a day where it lives for the day", () => {
  expect(timesOf({})).toEqual([9 * HOUR]);
});

test("expiry: 10 minutes before the end, for as long as the app is open", () => {
  const minutes = [0, 50, 100, 150];
  expect(timesOf({ lifetimeMinutes: 60, openHours: 3 })).toEqual(minutes.map((after) => 9 * HOUR + after * MINUTE));
});

describe("expiry: yesterday's token, from 9:00, is due at 8:50", () => {
  // An angle of 0.25 is 9:00, 0.5 is before it, 0 after it.
  test.each([
    ["who is early asks then", 0.5, 8 * HOUR + 50 * MINUTE],
    ["who is at 9:00 asks at once", 0.25, 9 * HOUR],
  ])("%s", (_, angle, expected) => {
    const draws = [0.5, 0.25, 0.5, angle];
    const logIns = () => draws.shift() ?? 0;
    const [first, second] = tokenTimes({ ...punctual, days: 2, spreadMinutes: 15 }, { logIns, rest: () => 0 });
    expect(first).toBeCloseTo(9 * HOUR, 6);
    expect(second).toBeCloseTo(24 * HOUR + expected, 6);
  });
});

test.each([
  ["earliest", 0.999_999_999, 42],
  ["latest", 0, 54],
])("refreshOn: at the %s", (_, rest, minutes) => {
  const [first = 0, second = 0] = timesOf({ refresh: "refreshOn", lifetimeMinutes: 60 }, () => rest);
  expect(second - first).toBeCloseTo(minutes * MINUTE, 3);
});

test("start: at each start, and in between as expiry", () => {
  const starts = [0.5, 0.25]; // of 8 hours: at 11:00 and 13:00
  const rest = () => starts.pop() ?? 0;
  const times = timesOf({ refresh: "start", startsPerDay: 3, openHours: 8, lifetimeMinutes: 190 }, rest);
  expect(times).toEqual([9 * HOUR, 11 * HOUR, 13 * HOUR, 16 * HOUR]);
});

test("an app that never closes goes on overnight", () => {
  const minutes = Array.from({ length: 3 }, (_, token) => token * 590);
  expect(timesOf({ days: 2, openHours: 24, lifetimeMinutes: 600 }).slice(0, 3)).toEqual(
    minutes.map((after) => 9 * HOUR + after * MINUTE),
  );
});

test("nothing is asked for before the first midnight or after the last", () => {
  const scenario = { ...DEFAULT_SCENARIO, spreadMinutes: 120, openHours: 24, lifetimeMinutes: 60, days: 2 };
  const times = Array.from({ length: 200 }, (_, seed) => tokenTimes(scenario, chanceOf(seed))).flat();
  expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...times)).toBeLessThan(48 * HOUR);
});
