import { format, inspect, types } from "node:util";
import type { Clock } from "../../shared/clock";
import type { LogLevel } from "./core/functionsCore";

/**
 * Takes one log entry. `source` is the function's name for what it says through its context, else `host` for this host,
 * `console` for the app's console, `app` or `system` for what the library says outside an invocation.
 */
export type HostLog = (level: LogLevel, source: string, message: string) => void;

interface LineLogOptions {
  readonly write: (line: string) => void;
  readonly clock: Clock;
  /** Also what is for the curious only: trace and debug, and all that the library says of itself. */
  readonly verbose: boolean;
}

const SHORT_NAMES: Readonly<Partial<Record<LogLevel, string>>> = { information: "info", warning: "warn" };

/** A log that writes `[2026-01-31T12:00:00.000Z] [info] IssueToken: message`, one line for each entry. */
export function lineLog({ write, clock, verbose }: LineLogOptions): HostLog {
  return (level, source, message) => {
    if (verbose || !isForTheCurious(level, source)) {
      const time = new Date(clock.now()).toISOString();
      write(`[${time}] [${SHORT_NAMES[level] ?? level}] ${source}: ${oneLine(message)}\n`);
    }
  };
}

function isForTheCurious(level: LogLevel, source: string): boolean {
  return level === "trace" || level === "debug" || (level === "information" && source === "system");
}

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Control characters and line ends, with the indentation around them, become one space: a text of one line. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, (run) => (CONTROL.test(run) ? " " : run)).trim();
}

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

const MOST_CAUSES = 5;

/**
 * An error for the log: its stack and those of its causes, and no other property. Errors of HTTP clients carry the
 * whole request, credentials and all.
 */
export function errorText(thrown: unknown): string {
  const stacks: string[] = [];
  for (let cause = thrown; cause !== undefined && stacks.length < MOST_CAUSES;) {
    const error = toError(cause);
    stacks.push(error.stack ?? error.message);
    cause = error.cause;
  }
  return stacks.join("\n[cause] ");
}

/** Anything can be thrown; what is not an Error becomes one that shows it. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error || types.isNativeError(thrown)) {
    return thrown;
  }
  return new Error(typeof thrown === "string" ? thrown : inspect(thrown, { depth: 0 }));
}
