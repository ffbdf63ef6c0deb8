import { causesOf } from "./causes";
import { mayHoldSecret, redactField } from "./redact";

export type LogLevel = "info" | "warn" | "error";

/**
 * What a log line tells; an `error` is written with its whole chain of causes, and where nobody has to look into it (`info`:
 * what a caller did wrong) without a stack.
 */
export interface LogEntry {
  message: string;
  error?: unknown;
  [field: string]: unknown;
}

export type Log = (level: LogLevel, entry: LogEntry) => void;

/** A log of one JSON object per line, free of secrets, into `write`. */
export function jsonLog(write: (level: LogLevel, line: string) => void): Log {
  return (level, { error, ...entry }) => {
    const fields = error === undefined ? entry : { ...entry, causes: causesOf(error, { withStack: level !== "info" }) };
    const line = JSON.stringify(fields);
    write(level, mayHoldSecret(line) ? JSON.stringify(fields, redacted) : line);
  };
}

/**
 * For what happens outside a request, through the console: the Functions host drops what comes through the worker's own
 * log API while no invocation runs (its GrpcWorkerChannel.cs, Log), and of a console line it knows only the stream and
 * the words. Standard output is information; standard error a warning where it reads "warn", else an error where it
 * reads "error" (its WorkerProcess.cs, ParseErrorMessageAndLog). So each line names its level, and "warn" in the line of
 * an error is written with an escape that means the same in JSON.
 */
export const consoleLog: Log = (level, entry) => {
  toConsole(level, { level, ...entry });
};

const toConsole = jsonLog((level, line) => {
  console[level](level === "error" ? line.replaceAll(/w(?=arn)/gi, escaped) : line);
});

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Each text on its own, since JSON's escapes would come between a secret and what tells it. */
const redacted = (name: string, value: unknown) => (typeof value === "string" ? redactField(name, value) : value);
