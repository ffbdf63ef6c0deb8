import { figureOf, inPercent, percentile } from "../../../../tools/kit/statistics";

const HUNDRED = Array.from({ length: 100 }, (_, index) => 100 - index);

test.each([
  [50, HUNDRED, 50],
  [99, HUNDRED, 99],
  [100, HUNDRED, 100],
  [0, HUNDRED, 1],
  [50, [4], 4],
  [99, [4], 4],
  [50, [], NaN],
])("percentile %d is the value of that rank, in whatever order the values come", (percent, values, expected) => {
  expect(percentile(values, percent)).toBe(expected);
});

test("a percentile leaves the values in their order", () => {
  const values = [3, 1, 2];
  percentile(values, 50);
  expect(values).toEqual([3, 1, 2]);
});

test.each([
  ["one value", [3], 3, 0],
  ["an odd number of values", [9, 1, 2], 2, 4],
  ["an even number of values", [4, 1, 3, 2], 2.5, 1.2],
  ["equal values", [7, 7], 7, 0],
  ["values around zero, all the same", [0, 0], 0, 0],
  ["negative values", [-1, -3, -2], -2, 1],
])("a figure of %s has their median, and their range as a part of it", (_, values, median, spread) => {
  expect(figureOf(values)).toEqual({ median, spread });
});

test("a figure of no values is refused", () => {
  expect(() => figureOf([])).toThrow(RangeError);
});

test("a share is told in percent", () => {
  expect([inPercent(0.126), inPercent(0.1234, 1)]).toEqual(["13 %", "12.3 %"]);
});
