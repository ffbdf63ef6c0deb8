import { barChart } from "../../../../tools/kit/barChart";

test("bars are as long as their values are large, and names stand as they are, whatever letters they have", () => {
  const chart = barChart("Time & cost", "Node", [
    { label: "a <b>", value: 1 },
    { label: "c", value: 0.25 },
  ]);
  const [first = NaN, second = NaN] = [...chart.matchAll(/<rect [^>]*\bwidth="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  );
  expect(second / first).toBeCloseTo(0.25);
  expect(chart).toContain(">a &lt;b><");
  expect(chart).toContain(">Time &amp; cost<");
  expect(chart).toContain("prefers-color-scheme:dark");
});
