import { describeRows, rowsOf } from "../../../../../tools/bench/start/results";
import { EMPTY, OTHER, TUTORIAL } from "../../../../../tools/bench/start/stageApps";
import type { Start } from "../../../../../tools/bench/start/WorkersHost";

const startOf = (loadMs: number, firstMs: number): Start => ({
  loadMs,
  answeredMs: loadMs + 1,
  firstMs,
  longestMs: 12,
  cpuMs: 90,
});

const OURS = "this app";
const like = { isSpecialized: true, hostWorkMs: 200 };
const ROWS = rowsOf([
  { name: EMPTY, ...like, starts: [startOf(8, 40), startOf(10, 50), startOf(12, 60)] },
  { name: OURS, ...like, starts: [startOf(20, 75), startOf(25, 80), startOf(30, 190)] },
  { name: OTHER, ...like, starts: [startOf(20, 160)] },
  { name: TUTORIAL, ...like, starts: [startOf(60, 200)] },
  { name: EMPTY, isSpecialized: false, hostWorkMs: 200, starts: [startOf(1, 1)] },
]);

test("each app is compared by its medians with the others in the same situation", () => {
  expect(ROWS[1]).toMatchObject({ loadVersusEmpty: 2.5, overEmptyMs: 30, versusTutorial: 0.4, versusOther: 0.5 });
  expect(ROWS[4]).toMatchObject({ loadVersusEmpty: 1, overEmptyMs: 0, versusTutorial: NaN });
  expect(ROWS[4]).not.toHaveProperty("versusOther");
});

test("people read it in a table", () => {
  const text = describeRows(ROWS, 3);
  const lines = text.split("\n").map((line) => line.split(/ {2,}/));

  const [, columns, legend = ""] = text.split("\n\n");
  for (const column of columns?.split("\n")[0]?.split(/ {2,}/) ?? []) {
    const [, what = "", against = ""] = /^(\w+(?: turn|'s work)?(?: ms)?)(?: ([×−] \w+))?$/.exec(column) ?? [];
    expect(`app\n${legend}`).toMatch(new RegExp(`^${what}\\b[^]*${against}`, "m"));
  }
  const ours = [OURS, "specialized", "200", "25", "2.50", "26", "80", "30", "0.40", "0.50", "12", "90"];
  expect(lines).toContainEqual(ours);
  expect(describeRows(rowsOf([{ name: OURS, ...like, starts: [startOf(1, 1)] }]), 1)).not.toContain("× other");
});
