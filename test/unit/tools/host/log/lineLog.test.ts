import { systemClock } from "../../../../../shared/clock";
import type { LogLevel } from "../../../../../tools/host/core/functionsCore";
import { lineLog } from "../../../../../tools/host/log/lineLog";

const clock = { ...systemClock, now: () => Date.UTC(2026, 0, 31, 12) };

function linesOf(verbose: boolean, entries: [LogLevel, string, string][]): string[] {
  const lines: string[] = [];
  const log = lineLog({ write: (line) => lines.push(line), clock, verbose });
  for (const [level, source, message] of entries) {
    log(level, source, message);
  }
  return lines;
}

test("one line for an entry, with time, level and source", () => {
  const lines = linesOf(false, [["information", "IssueToken", "two\r\n   lines\u2028and\ta tab\n"]]);
  expect(lines).toEqual(["[2026-01-31T12:00:00.000Z] [info] IssueToken: two lines and a tab\n"]);
});

const entries: [LogLevel, string, string][] = [
  ["trace", "A", "t"],
  ["debug", "A", "d"],
  ["information", "system", "i"],
  ["information", "host", "i"],
  ["warning", "system", "w"],
  ["error", "A", "e"],
];

test("details are for those who ask", () => {
  const withoutTime = (line: string) => line.slice(27, -1);
  expect(linesOf(false, entries).map(withoutTime)).toEqual(["[info] host: i", "[warn] system: w", "[error] A: e"]);
  expect(linesOf(true, entries)).toHaveLength(entries.length);
});
