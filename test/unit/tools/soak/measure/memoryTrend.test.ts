import { seededRandom } from "../../../../../tools/kit/seededRandom";
import {
  BoundedSeries,
  leastSquares,
  memoryTrend,
  SHORTEST_HALF_SECONDS,
} from "../../../../../tools/soak/measure/memoryTrend";

/** One sample a second. */
function samplesOf(count: number, value: (seconds: number) => number) {
  return Array.from({ length: count }, (_, seconds) => ({ seconds, value: value(seconds) }));
}

describe("leastSquares", () => {
  test("finds a line again", () => {
    const line = leastSquares(samplesOf(10, (seconds) => 3 + 2 * seconds));
    expect(line?.slope).toBeCloseTo(2);
    expect(line?.standardError).toBeCloseTo(0);
  });

  test("known values: slope and error of a small set", () => {
    const line = leastSquares([1, 3, 2, 5].map((value, seconds) => ({ seconds, value })));
    expect(line?.slope).toBeCloseTo(1.1);
    expect(line?.standardError).toBeCloseTo(0.5196, 4);
  });

  test.each([[[]], [[{ seconds: 1, value: 1 }]], [samplesOf(5, () => 1).map((each) => ({ ...each, seconds: 0 }))]])(
    "no line through %j",
    (samples) => {
      expect(leastSquares(samples)).toBeUndefined();
    },
  );
});

describe("memoryTrend", () => {
  const { next } = seededRandom(1);
  const noise = (kib: number) => (next() - 0.5) * kib;

  test("flat: what grows in the first half only, however noisy the second is", () => {
    const trend = memoryTrend(samplesOf(600, (seconds) => 50_000 + Math.min(seconds, 250) * 100 + noise(4_000)));
    expect(trend.verdict).toBe("flat");
  });

  test("growing: one MiB a minute under the same noise", () => {
    const trend = memoryTrend(samplesOf(600, (seconds) => 50_000 + (seconds / 60) * 1_024 + noise(4_000)));
    expect(trend.verdict).toBe("growing");
    expect(trend.slopePerMinute).toBeGreaterThan(800);
    expect(trend.slopePerMinute).toBeLessThan(1_250);
  });

  test("flat: a true slope too small to matter", () => {
    expect(memoryTrend(samplesOf(600, (seconds) => 50_000 + seconds)).verdict).toBe("flat");
  });

  test("says so when there is too little to tell", () => {
    const trend = memoryTrend(samplesOf(2 * SHORTEST_HALF_SECONDS, (seconds) => seconds * 1_000));
    expect([trend.verdict, trend.slopePerMinute]).toEqual(["too short to tell", undefined]);
    expect(memoryTrend([])).toMatchObject({ first: 0, last: 0, max: 0, verdict: "too short to tell" });
  });
});

describe("BoundedSeries", () => {
  const seriesOf = (count: number) => {
    const series = new BoundedSeries(8);
    samplesOf(count, (seconds) => seconds * 10).forEach((sample) => {
      series.add(sample);
    });
    return series.samples;
  };

  test("keeps everything while there is room", () => {
    expect(seriesOf(3)).toEqual(samplesOf(3, (seconds) => seconds * 10));
  });

  test("keeps samples at even distances over the whole time when there is more", () => {
    const samples = seriesOf(1_000);
    const distances = samples.slice(1).map(({ seconds }, index) => seconds - (samples[index]?.seconds ?? NaN));
    expect([samples.length >= 4, samples.length < 8, samples[0]?.seconds]).toEqual([true, true, 0]);
    expect(new Set(distances).size).toBe(1);
  });
});
