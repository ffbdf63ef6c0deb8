import { formatTable } from "../../../../tools/kit/formatTable";

test("columns are as wide as they must be, the first to the left, the others to the right", () => {
  const table = formatTable(
    ["what", "ms"],
    [
      ["a", "1.5"],
      ["longer", "10.25"],
    ],
  );
  expect(table).toBe(["what       ms", "a         1.5", "longer  10.25", ""].join("\n"));
});

test("an empty last cell leaves no blanks behind", () => {
  expect(formatTable(["what", "ms"], [["a", ""]])).toBe("what  ms\na\n");
});
