import { parseCount, parseCounts, parsePositive } from "../../../../tools/bench/parsePositive";
import { UsageError } from "../../../../tools/kit/commandLine";

test.each([
  ["2", 2],
  ["0.5", 0.5],
  [".25", 0.25],
])("a number above 0: %s", (text, value) => {
  expect(parsePositive("--seconds", text)).toBe(value);
});

test.each(["0", "-1", "", "1e3", "two", "0x10", " 1"])("no number above 0: %j", (text) => {
  expect(() => parsePositive("--seconds", text)).toThrow(new UsageError("--seconds must be a number above 0"));
});

test.each(["0", "1.5", "", "-1", "1e3"])("no whole number from 1: %j", (text) => {
  expect(() => parseCount("--rounds", text)).toThrow(new UsageError("--rounds must be a whole number from 1"));
});

test("a list of whole numbers", () => {
  expect(parseCounts("--clients", "1,8,64")).toEqual([1, 8, 64]);
  expect(() => parseCounts("--clients", "1,,8")).toThrow(UsageError);
});
