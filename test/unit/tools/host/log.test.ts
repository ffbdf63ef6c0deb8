import { consoleLog } from "../../../../shared/log";
import type { LogLevel } from "../../../../tools/host/core/functionsCore";
import { captureConsole, errorText, lineLog } from "../../../../tools/host/log";
import { ManualClock } from "../../../../tools/kit/ManualClock";

describe("the log of lines", () => {
  function linesOf(verbose: boolean, entries: [LogLevel, string, string][]): string[] {
    const lines: string[] = [];
    const log = lineLog({ write: (line) => lines.push(line), clock: new ManualClock(), verbose });
    for (const entry of entries) {
      log(...entry);
    }
    return lines;
  }

  test("writes one line for an entry, with time, level and source", () => {
    const lines = linesOf(false, [["information", "IssueToken", "two\r\n   lines\u2028and\ta tab\n"]]);
    expect(lines).toEqual(["[2026-01-31T12:00:00.000Z] [info] IssueToken: two lines and a tab\n"]);
  });

  test("leaves details out, unless they are asked for", () => {
    const entries: [LogLevel, string, string][] = [
      ["trace", "A", "t"],
      ["debug", "A", "d"],
      ["information", "system", "i"],
      ["information", "host", "i"],
      ["warning", "system", "w"],
      ["error", "A", "e"],
    ];
    const withoutTime = (line: string) => line.slice(27, -1);
    expect(linesOf(false, entries).map(withoutTime)).toEqual(["[info] host: i", "[warn] system: w", "[error] A: e"]);
    expect(linesOf(true, entries)).toHaveLength(entries.length);
  });
});

describe("what the app writes with console", () => {
  const originals = { ...console };
  let entries: { level: string; source: string; message: string }[];

  beforeEach(() => {
    entries = [];
    captureConsole((level, source, message) => entries.push({ level, source, message }));
  });

  afterEach(() => {
    Object.assign(console, originals);
  });

  test.each([
    ["log", "a Warning, an error, a failure", "information"],
    ["debug", "error", "information"],
    ["warn", "the previous one stays in use", "information"],
    ["warn", "WARNING: the previous one stays in use", "warning"],
    ["error", "It does not work.", "information"],
    ["error", "An error, or a warning?", "warning"],
    ["error", "It failed.", "error"],
    ["error", "Severe.", "error"],
    ["warn", "an Error", "error"],
    ["trace", "Unhandled exception", "error"],
  ] as const)("has the level that the real host guesses: console.%s(%j) is %s", (method, text, level) => {
    console[method](text);
    expect(entries).toEqual([{ level, source: "console", message: text }]);
  });

  test("is guessed at line by line, as the real host reads it", () => {
    console.error("An error:\n%s", "at f (x.js)");
    expect(entries.map(({ level }) => level)).toEqual(["error", "information"]);
  });

  test.each([
    ["info", "A warning? An error? No, it failed not.", "information"],
    ["warn", "The connection string cannot be read; the previous one stays in use.", "warning"],
    ["warn", "An error comes of it.", "warning"],
    ["error", 'This is no Warning; beware of \\warn and "warn".', "error"],
    ["error", "It is not so.", "error"],
  ] as const)("has its own level when the service logs it outside a request: %s %j", (level, message, shown) => {
    consoleLog(level, { message, error: new Error("Do not warn of this.") });
    expect(entries.map((entry) => entry.level)).toEqual([shown]);
    expect(JSON.parse(entries[0]?.message ?? "")).toMatchObject({ level, message });
  });
});

describe("the text of an error", () => {
  test("is its stack and those of its causes, without its properties", () => {
    const cause = Object.assign(new Error("inner"), {
      request: { headers: { authorization: "Bearer credential-in-a-property" } },
    });
    const text = errorText(Object.assign(new Error("outer", { cause }), { key: "credential-in-a-property" }));
    expect(text).toMatch(/^Error: outer\n {4}at .*\n\[cause\] Error: inner\n {4}at /s);
    expect(text).not.toContain("credential-in-a-property");
  });

  test("ends where its causes go in a circle", () => {
    const error = new Error("round");
    error.cause = error;
    expect(errorText(error).match(/Error: round/g)).toHaveLength(5);
  });

  test.each<[unknown, string]>([
    ["text", "Error: text"],
    [undefined, ""],
    [null, "Error: null"],
    [{ status: 4, inner: { deep: 1 } }, "Error: { status: 4, inner: [Object] }"],
  ])("shows what was thrown when it is no error: %j", (thrown, expected) => {
    expect(errorText(thrown).split("\n")[0]).toBe(expected);
  });
});
