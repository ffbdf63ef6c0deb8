import { format } from "node:util";
import type { LogLevel } from "../core/functionsCore";
import type { HostLog } from "./HostLog";

/** Where Node.js writes what comes through each method of the console. */
const TO_STANDARD_ERROR = { trace: true, debug: false, log: false, info: false, warn: true, error: true } as const;

/** Sends what the app writes with `console` to the log, as the real host does; standard output stays this host's own. */
export function captureConsole(log: HostLog): void {
  for (const method of ["trace", "debug", "log", "info", "warn", "error"] as const) {
    console[method] = (...args: unknown[]) => {
      for (const line of format(...args).split(/\r?\n/)) {
        log(TO_STANDARD_ERROR[method] ? levelOfStandardError(line) : "information", "console", line);
      }
    };
  }
}

/**
 * The real host sees the streams of the worker's process and not the methods, and guesses from the words of each line.
 * Source: ParseErrorMessageAndLog in the host's WorkerProcess.cs.
 */
function levelOfStandardError(line: string): LogLevel {
  if (/warn/i.test(line)) {
    return "warning";
  }
  return /error|fail|severe|unhandled exception/i.test(line) ? "error" : "information";
}
