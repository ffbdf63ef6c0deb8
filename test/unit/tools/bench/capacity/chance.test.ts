import { chanceOf } from "../../../../../tools/bench/capacity/Chance";
import { normal } from "../../../../../tools/bench/capacity/normal";
import { seededRandom } from "../../../../../tools/bench/capacity/seededRandom";
import { sumOf } from "../../../../../tools/bench/capacity/sumsOf";

function draw(random: () => number): number[] {
  return Array.from({ length: 10_000 }, random);
}

test("numbers of a seed are the same, from 0 up to 1, and even", () => {
  const numbers = draw(seededRandom(1));
  expect(numbers).toEqual(draw(seededRandom(1)));
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  const tenths = Array.from({ length: 10 }, (_, tenth) => numbers.filter((n) => Math.floor(n * 10) === tenth).length);
  tenths.forEach((count) => {
    expect(Math.abs(count - 1000)).toBeLessThan(120); // four standard deviations
  });
});

test("the two sources of a seed differ", () => {
  const { logIns, rest } = chanceOf(1);
  expect(draw(logIns)).not.toEqual(draw(rest));
});

test("a normal distribution has mean 0 and deviation 1", () => {
  const random = seededRandom(1);
  const numbers = draw(() => normal(random));
  expect(sumOf(numbers) / numbers.length).toBeCloseTo(0, 1);
  expect(Math.sqrt(sumOf(numbers.map((n) => n * n)) / numbers.length)).toBeCloseTo(1, 1);
});
