import { percentile } from "../../../../tools/bench/percentile";

const HUNDRED = Array.from({ length: 100 }, (_, index) => 100 - index);

test.each([
  [50, 50],
  [99, 99],
  [100, 100],
  [0, 1],
])("p%d of 1 to 100, in any order", (percent, expected) => {
  expect(percentile(HUNDRED, percent)).toBe(expected);
});

test("of one value, each is that value", () => {
  expect([50, 99].map((percent) => percentile([4], percent))).toEqual([4, 4]);
});

test("the values stay in their order", () => {
  const values = [3, 1, 2];
  percentile(values, 50);
  expect(values).toEqual([3, 1, 2]);
});
