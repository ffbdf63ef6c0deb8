import { seededRandom } from "../../../../tools/soak/seededRandom";

const first = (seed: number, count: number) => {
  const { next } = seededRandom(seed);
  return Array.from({ length: count }, next);
};

test("the same seed gives the same numbers, another one others", () => {
  expect(first(7, 5)).toEqual(first(7, 5));
  expect(first(8, 5)).not.toEqual(first(7, 5));
});

test("even: each tenth is hit about as often as the others", () => {
  const hits = Array<number>(10).fill(0);
  for (const number of first(1, 10_000)) {
    const tenth = Math.floor(number * 10);
    hits[tenth] = (hits[tenth] ?? NaN) + 1;
  }
  for (const count of hits) {
    expect(count).toBeGreaterThan(850);
    expect(count).toBeLessThan(1_150);
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
