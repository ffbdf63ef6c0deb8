import { BoundedSeries } from "../../../../../tools/soak/measure/BoundedSeries";

function seriesOf(count: number, most: number) {
  const series = new BoundedSeries(most);
  for (let seconds = 0; seconds < count; seconds++) {
    series.add({ seconds, value: seconds * 10 });
  }
  return series.samples;
}

test("keeps everything while there is room", () => {
  expect(seriesOf(3, 8)).toEqual([
    { seconds: 0, value: 0 },
    { seconds: 1, value: 10 },
    { seconds: 2, value: 20 },
  ]);
});

test("beyond that, samples at even distances over the whole time", () => {
  const samples = seriesOf(1_000, 8);
  const distances = samples.slice(1).map(({ seconds }, index) => seconds - (samples[index]?.seconds ?? NaN));
  expect(samples.length).toBeLessThan(8);
  expect(samples.length).toBeGreaterThanOrEqual(4);
  expect(new Set(distances).size).toBe(1);
  expect(samples[0]?.seconds).toBe(0);
});
