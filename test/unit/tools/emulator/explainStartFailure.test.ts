import { explainStartFailure } from "../../../../tools/emulator/messages";

test.each([
  [{ code: "EADDRINUSE", port: 7780 }, "Port 7780 is in use by another program. Choose another one with --port."],
  [{ code: "EACCES", port: 80 }, "This user may not listen on port 80. Choose another one with --port."],
  [{ code: "EACCES", path: "/some/where" }, "Cannot use /some/where (EACCES)."],
  [new Error("The file is damaged.\nMore."), "The emulator cannot start: The file is damaged."],
  ["?", "The emulator cannot start: "],
])("%j", (error, line) => {
  expect(explainStartFailure(error)).toBe(line);
});
