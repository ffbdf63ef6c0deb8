import { parseOptions, parsePort, UsageError } from "../../../../tools/kit/commandLine";

const OPTIONS = { port: { type: "string" }, auth: { type: "boolean" } } as const;

test("options are read as they are declared", () => {
  expect({ ...parseOptions(OPTIONS, ["--port", "0", "--auth"]) }).toEqual({ port: "0", auth: true });
});

test.each([
  [["--colour"], "Unknown option '--colour'"],
  [["now"], "Unexpected argument 'now'"],
])("%j is refused in one line", (args, message) => {
  expect(() => parseOptions(OPTIONS, args)).toThrow(new UsageError(message));
  expect(() => parseOptions(OPTIONS, args)).toThrow(/^[^\n]*\. See --help\.$/);
});

test.each([
  ["0", 0],
  ["7071", 7071],
  ["65535", 65_535],
])("%s is a port", (text, port) => {
  expect(parsePort("--port", text)).toBe(port);
});

test.each(["", "-1", "65536", "1e3", "x"])("%j is not a port", (text) => {
  expect(() => parsePort("--port", text)).toThrow("--port must be a whole number from 0 to 65535. See --help.");
});

test("what needs the ports after it, too, says how high it may be", () => {
  expect(() => parsePort("--port", "65534", 65_532)).toThrow("from 0 to 65532");
});
