import { chanceOf } from "../../../../../tools/bench/capacity/Chance";
import { normal } from "../../../../../tools/bench/capacity/normal";
import { sumOf } from "../../../../../tools/bench/capacity/sumsOf";
import { seededRandom } from "../../../../../tools/kit/seededRandom";

function draw(random: () => number): number[] {
  return Array.from({ length: 10_000 }, random);
}

test("the two sources of a seed differ", () => {
  const { logIns, rest } = chanceOf(1);
  expect(draw(logIns)).not.toEqual(draw(rest));
});

test("a normal distribution has mean 0 and deviation 1", () => {
  const { next: random } = seededRandom(1);
  const numbers = draw(() => normal(random));
  expect(sumOf(numbers) / numbers.length).toBeCloseTo(0, 1);
  expect(Math.sqrt(sumOf(numbers.map((n) => n * n)) / numbers.length)).toBeCloseTo(1, 1);
});
