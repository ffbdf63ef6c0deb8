import type { Start } from "../../../../../tools/bench/start/measureStart";
import { describeResult, resultOf } from "../../../../../tools/bench/start/results";

const startOf = (loadMs: number, firstMs: number): Start => ({
  loadMs,
  readyMs: 50,
  firstMs,
  firstAfterReadyMs: firstMs - 50,
  userMs: 40,
  systemMs: 4,
  peakMb: 80,
});

const RESULT = resultOf([
  { name: "empty", starts: [startOf(8, 60), startOf(10, 70), startOf(12, 80)] },
  { name: "ours", starts: [startOf(20, 150), startOf(25, 170), startOf(30, 190)] },
]);

test("each app is compared with the first, by its medians", () => {
  expect(RESULT.runs).toBe(3);
  expect(RESULT.apps).toMatchObject([
    { name: "empty", loadRatio: 1, firstOverMs: 0 },
    { name: "ours", loadRatio: 2.5, firstOverMs: 100, figures: { firstMs: { p10: 150, median: 170, p90: 190 } } },
  ]);
});

test("people read it in a table, each figure with how far it lies apart", () => {
  const rows = describeResult(RESULT)
    .split("\n")
    .map((line) => line.split(/ {2,}/));

  expect(rows[2]).toEqual(expect.arrayContaining(["app", "load ms", "ratio", "first reply ms", "peak MB"]));
  expect(rows[4]).toEqual([
    "ours",
    "25 (20-30)",
    "2.50",
    "50 (50-50)",
    "170 (150-190)",
    "100",
    "120 (100-140)",
    "40 (40-40)",
    "4 (4-4)",
    "80 (80-80)",
  ]);
});
