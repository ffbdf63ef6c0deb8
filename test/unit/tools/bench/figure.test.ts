import { figureOf } from "../../../../tools/bench/figure";

test.each([
  ["one value", [3], 3, 0],
  ["an odd number of values", [9, 1, 2], 2, 4],
  ["an even number of values", [4, 1, 3, 2], 2.5, 1.2],
  ["equal values", [7, 7], 7, 0],
  ["values around zero, all the same", [0, 0], 0, 0],
  ["negative values", [-1, -3, -2], -2, 1],
])("%s", (_, values, median, spread) => {
  expect(figureOf(values)).toEqual({ median, spread });
});

test("no value is no figure", () => {
  expect(() => figureOf([])).toThrow(RangeError);
});
