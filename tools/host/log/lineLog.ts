import type { Clock } from "../../../shared/clock";
import type { LogLevel } from "../core/functionsCore";
import type { HostLog } from "./HostLog";
import { oneLine } from "./oneLine";

interface LineLogOptions {
  readonly write: (line: string) => void;
  readonly clock: Clock;
  /** Also what is for the curious only: trace and debug, and all that the library says of itself. */
  readonly verbose: boolean;
}

const SHORT_NAMES: Readonly<Record<LogLevel, string>> = {
  trace: "trace",
  debug: "debug",
  information: "info",
  warning: "warn",
  error: "error",
  critical: "critical",
  none: "none",
};

/** A log that writes `[2026-01-31T12:00:00.000Z] [info] IssueToken: message`, one line for each entry. */
export function lineLog({ write, clock, verbose }: LineLogOptions): HostLog {
  return (level, source, message) => {
    if (verbose || !isForTheCurious(level, source)) {
      const time = new Date(clock.now()).toISOString();
      write(`[${time}] [${SHORT_NAMES[level]}] ${source}: ${oneLine(message)}\n`);
    }
  };
}

function isForTheCurious(level: LogLevel, source: string): boolean {
  return level === "trace" || level === "debug" || (level === "information" && source === "system");
}
