import { seededRandom } from "../../../../tools/kit/seededRandom";

const first = (seed: number, count: number) => {
  const { next } = seededRandom(seed);
  return Array.from({ length: count }, next);
};

test("the same seed gives the same numbers, and another seed gives others", () => {
  expect(first(7, 5)).toEqual(first(7, 5));
  expect(first(8, 5)).not.toEqual(first(7, 5));
});

test("numbers are from 0 up to 1, and each tenth of that is hit about as often as the others", () => {
  const hits = Array<number>(10).fill(0);
  for (const number of first(1, 10_000)) {
    expect(number >= 0 && number < 1).toBe(true);
    const tenth = Math.floor(number * 10);
    hits[tenth] = (hits[tenth] ?? NaN) + 1;
  }
  for (const count of hits) {
    expect(Math.abs(count - 1_000)).toBeLessThan(120); // four standard deviations
  }
});

test("whole numbers reach both ends, and no further", () => {
  const { integer } = seededRandom(2);
  const drawn = new Set(Array.from({ length: 200 }, () => integer(3, 5)));
  expect([...drawn].sort()).toEqual([3, 4, 5]);
});

test("picks each of them, and refuses to pick from nothing", () => {
  const { pick } = seededRandom(3);
  const drawn = new Set(Array.from({ length: 100 }, () => pick(["a", "b"])));
  expect([...drawn].sort()).toEqual(["a", "b"]);
  expect(() => pick([])).toThrow(TypeError);
});
