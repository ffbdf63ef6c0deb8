import fc from "fast-check";
import { sumOf } from "../../../../../tools/bench/capacity/sumsOf";
import { throttle } from "../../../../../tools/bench/capacity/throttle";
import { waitsOf } from "../../../../../tools/bench/capacity/waitsOf";
import { seededRandom } from "../../../../../tools/kit/seededRandom";

/** Of those who ask, the one who asked first is served first. */
const first = () => 0;

test("nobody waits while the limit holds", () => {
  expect(throttle([2, 0, 2], 2, first)).toEqual({ servedAfter: [4], windowsOver: 0, refusals: 0, busiestWindow: 2 });
});

test("who is refused comes again in the next window, until all are served", () => {
  // Windows serve 2, 2, 1; 3 are refused in the first and 1 in the second.
  expect(throttle([5], 2, first)).toEqual({ servedAfter: [2, 2, 1], windowsOver: 2, refusals: 4, busiestWindow: 5 });
});

test("those who wait and those who come anew share the limit", () => {
  // First window: 3 ask, 1 is served. Second: 2 wait and 1 is new. Then 2 ask, then 1.
  const { refusals, busiestWindow, servedAfter } = throttle([3, 1], 1, first);
  expect({ refusals, busiestWindow, served: sumOf(servedAfter) }).toEqual({ refusals: 5, busiestWindow: 3, served: 4 });
});

test("chance decides who is served", () => {
  const last = () => 0.999;
  expect(throttle([2, 2], 1, first).servedAfter).not.toEqual(throttle([2, 2], 1, last).servedAfter);
});

test("all that was asked for is served, and waits add up to the refusals", () => {
  const demand = fc.array(fc.nat(50), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(demand, fc.integer({ min: 1, max: 20 }), fc.nat(), (windows, limit, seed) => {
      const { servedAfter, refusals } = throttle(windows, limit, seededRandom(seed).next);
      expect(sumOf(servedAfter)).toBe(sumOf(windows));
      expect(sumOf(servedAfter.map((served, waited) => served * waited))).toBe(refusals);
    }),
  );
});

describe("waits", () => {
  test("none", () => {
    expect(waitsOf({ servedAfter: [7] })).toEqual({ delayed: 0, medianSeconds: 0, longestSeconds: 0 });
    expect(waitsOf({ servedAfter: [] })).toEqual({ delayed: 0, medianSeconds: 0, longestSeconds: 0 });
  });

  test("a window is 30 seconds; the median is of those who wait", () => {
    const servedAfter = [100, 1, 2, 0, 1];
    expect(waitsOf({ servedAfter })).toEqual({ delayed: 4, medianSeconds: 60, longestSeconds: 120 });
  });
});
