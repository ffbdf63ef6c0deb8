import { formatTable } from "../../../../../tools/bench/emulator/formatTable";

test("the first column is to the left, the others are to the right, each as wide as it must be", () => {
  const table = formatTable(
    ["part", "µs"],
    [
      ["HMAC", "10.5"],
      ["content hash", "3"],
    ],
  );

  expect(table).toBe(["part            µs", "HMAC          10.5", "content hash     3", ""].join("\n"));
});

test("a cell that is missing is empty, and no line ends with spaces", () => {
  expect(formatTable(["a", "b", "c"], [["1"]])).toBe("a  b  c\n1\n");
});

test("without rows there is the heading", () => {
  expect(formatTable(["a", "bc"], [])).toBe("a  bc\n");
});
