import { consoleLog } from "../../../../../shared/log";
import { captureConsole } from "../../../../../tools/host/log/captureConsole";

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
] as const)("console.%s(%j) is of the level that the real host guesses: %s", (method, text, level) => {
  console[method](text);
  expect(entries).toEqual([{ level, source: "console", message: text }]);
});

test("each line is guessed at by itself, as the real host reads them", () => {
  console.error("An error:\n%s", "at f (x.js)");
  expect(entries.map(({ level }) => level)).toEqual(["error", "information"]);
});

describe("what the service logs outside a request", () => {
  test.each([
    ["info", "A warning? An error? No, it failed not.", "information"],
    ["warn", "The connection string cannot be read; the previous one stays in use.", "warning"],
    ["warn", "An error comes of it.", "warning"],
    ["error", 'This is no Warning; beware of \\warn and "warn".', "error"],
    ["error", "It is not so.", "error"],
  ] as const)("has its own level for the real host: %s %j", (level, message, shown) => {
    consoleLog(level, { message, error: new Error("Do not warn of this.") });
    expect(entries.map((entry) => entry.level)).toEqual([shown]);
    expect(JSON.parse(entries[0]?.message ?? "")).toMatchObject({ level, message });
  });
});
