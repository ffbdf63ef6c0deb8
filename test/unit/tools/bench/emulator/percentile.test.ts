import { percentile } from "../../../../../tools/bench/emulator/percentile";

test.each([
  [[3, 1, 2], 50, 2],
  [[4, 3, 2, 1], 50, 2],
  [[1, 2, 3], 99, 3],
  [[10, 9, 100], 50, 10],
  [[1, 2], 0, 1],
  [[1, 2], 100, 2],
  [[7], 99, 7],
])("of %j, the p%d is %d", (values, percent, expected) => {
  expect(percentile(values, percent)).toBe(expected);
});

test("of 1 to 100, the p99 is 99", () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentile(values, 99)).toBe(99);
});

test("of nothing there is none", () => {
  expect(percentile([], 50)).toBeNaN();
});

test("the values stay in their order", () => {
  const values = [2, 1];
  percentile(values, 50);
  expect(values).toEqual([2, 1]);
});
