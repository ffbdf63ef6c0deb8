import {
  formatDollars,
  formatNumber,
  formatRough,
  formatSeconds,
  formatShare,
} from "../../../../../tools/bench/capacity/format";
import { formatMarkdownTable } from "../../../../../tools/bench/capacity/formatMarkdownTable";
import { replaceTables } from "../../../../../tools/bench/capacity/replaceTables";

test("numbers", () => {
  expect(formatNumber(1234567.4)).toBe("1,234,567");
  expect(formatRough(75_199)).toBe("75,000");
  expect(formatShare(0.614)).toBe("61 %");
  expect(formatDollars(2.5)).toBe("$2.50");
});

test.each([
  [0, "none"],
  [30, "30 s"],
  [90, "2 min"],
  [7170, "120 min"],
  [9000, "2.5 h"],
])("%i seconds: %s", (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test("a Markdown table", () => {
  expect(
    formatMarkdownTable(
      ["users", "n"],
      [
        ["10", "1"],
        ["1,000,000", "1,000"],
      ],
    ),
  ).toBe(
    ["| users     |     n |", "| --------- | ----: |", "| 10        |     1 |", "| 1,000,000 | 1,000 |"].join("\n"),
  );
});

describe("tables in a document", () => {
  const text = "A\n<!-- capacity:begin x -->\nold\n<!-- capacity:end x -->\nB";

  test("what is between the markers is replaced, and nothing else", () => {
    const replaced = replaceTables(text, new Map([["x", "new"]]));
    expect(replaced).toBe("A\n<!-- capacity:begin x -->\n\nnew\n\n<!-- capacity:end x -->\nB");
    expect(replaceTables(replaced, new Map([["x", "new"]]))).toBe(replaced);
  });

  test("a table without a place is a fault", () => {
    expect(() => replaceTables(text, new Map([["y", "new"]]))).toThrow("no place for the table y");
  });
});
