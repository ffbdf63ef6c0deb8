import type { LogLevel } from "../core/functionsCore";

/**
 * Takes one log entry. `source` is the function's name for what it says through its context, else `host` for this host,
 * `console` for the app's console, `app` or `system` for what the library says outside an invocation.
 */
export type HostLog = (level: LogLevel, source: string, message: string) => void;
