import { byTurns, parseCounts } from "../../../../tools/bench/runBench";
import { parsePositive, UsageError } from "../../../../tools/kit/commandLine";

test.each([
  ["2", 2],
  ["0.5", 0.5],
  [".25", 0.25],
])("%s is taken for a number above 0", (text, value) => {
  expect(parsePositive("--seconds", text)).toBe(value);
});

test.each(["0", "-1", "", "1e3", "two", "0x10", " 1"])("%j is refused as a number above 0", (text) => {
  expect(() => parsePositive("--seconds", text)).toThrow(new UsageError("--seconds must be a number above 0"));
});

test.each(["0", "1.5", "", "-1", "1e3", "1,,8", "1;8"])("%j is refused as whole numbers from 1", (text) => {
  expect(() => parseCounts("--rounds", text)).toThrow(
    new UsageError("--rounds must be whole numbers from 1 with commas between them"),
  );
});

test("whole numbers are taken with commas between them", () => {
  expect(parseCounts("--clients", "1,8,64")).toEqual([1, 8, 64]);
});

test("all are measured by turns, and the first round does not count", async () => {
  const order: string[] = [];
  const measure = (name: string) => () => Promise.resolve(`${name}${order.push(name)}`);
  expect(await byTurns([measure("a"), measure("b")], 2)).toEqual([
    ["a3", "a5"],
    ["b4", "b6"],
  ]);
});
