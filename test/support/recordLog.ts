import type { Log, LogEntry, LogLevel } from "../../shared/log";

/** A log, and all that was written to it. */
export function recordLog(): { log: Log; logged: ({ level: LogLevel } & LogEntry)[] } {
  const logged: ({ level: LogLevel } & LogEntry)[] = [];
  return {
    log: (level, entry) => {
      logged.push({ level, ...entry });
    },
    logged,
  };
}
