import * as fc from "fast-check";
import { percentile } from "../../../../../tools/kit/statistics";
import { Histogram } from "../../../../../tools/soak/measure/Histogram";

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) {
    histogram.add(value);
  }
  return histogram;
}

test("nothing", () => {
  const empty = new Histogram();
  expect([empty.count, empty.max, empty.percentile(50)]).toEqual([0, 0, 0]);
});

test("percentiles are those of all values, at most 2 % too high, and the highest is exact", () => {
  const values = fc.array(fc.double({ min: 1, max: 20_000, noNaN: true }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(values, fc.constantFrom(1, 50, 99, 100), (given, percent) => {
      const histogram = histogramOf(given);
      const exact = percentile(given, percent);
      expect(histogram.percentile(percent)).toBeGreaterThanOrEqual(exact * 0.999999);
      expect(histogram.percentile(percent)).toBeLessThanOrEqual(exact * 1.020001);
      expect([histogram.count, histogram.max]).toEqual([given.length, Math.max(...given)]);
    }),
  );
});

test("what took no time at all counts as well", () => {
  const histogram = histogramOf([0, 0, 10]);
  expect(histogram.count).toBe(3);
  expect(histogram.percentile(50)).toBeLessThan(1);
});
