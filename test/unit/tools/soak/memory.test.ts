import { seededRandom } from "../../../../tools/kit/seededRandom";
import { leastSquares, memoryTrend, MemoryWatch, SHORTEST_HALF_SECONDS } from "../../../../tools/soak/memory";

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

test("the process's lines about memory are taken, and its log is left", () => {
  const watch = new MemoryWatch();
  expect([watch.take("soak-memory-bytes 204800 102400"), watch.take("ready")]).toEqual([true, false]);
  expect(watch.trends).toMatchObject({ rss: { samples: 1, last: 200 }, heap: { samples: 1, last: 100 } });
});
