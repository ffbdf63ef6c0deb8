import { format } from "node:util";

import type { HostLog } from "./HostLog";

const LEVELS = {
  trace: "trace",
  debug: "debug",
  log: "information",
  info: "information",
  warn: "warning",
  error: "error",
} as const;

/** Sends what the app writes with `console` to the log, as the real host does; standard output stays this host's own. */
export function captureConsole(log: HostLog): void {
  for (const method of ["trace", "debug", "log", "info", "warn", "error"] as const) {
    console[method] = (...args: unknown[]) => {
      log(LEVELS[method], "console", format(...args));
    };
  }
}
