import { parseOptions } from "../../kit/commandLine";
import { parseCount, parseCounts, parsePositive } from "../parsePositive";

export interface CommandLine {
  readonly rounds: number;
  /** Of each run. */
  readonly seconds: number;
  /** Identities in the directory. */
  readonly rows: readonly number[];
  /** Users at once. */
  readonly users: readonly number[];
  readonly json: boolean;
  readonly help: boolean;
}

const OPTIONS = {
  rounds: { type: "string", default: "5" },
  seconds: { type: "string", default: "2" },
  rows: { type: "string", default: "1000,10000,100000" },
  users: { type: "string", default: "1,8,64,512" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

export const USAGE = `Measures what a token costs this API as its work grows: with the identities in the directory, the scopes of a token
and the users at once; and where the time goes.

Usage: npm run bench:scale -- [options]

  --rounds N     how often each is measured, by turns (default: 5)
  --seconds S    how long each run is (default: 2)
  --rows N,N,…   identities in the directory (default: 1000,10000,100000)
  --users N,N,…  users at once (default: 1,8,64,512)
  --json         print one line of JSON
  --help         print this
`;

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { rounds, seconds, rows, users, json, help } = parseOptions(OPTIONS, args);
  return {
    rounds: parseCount("--rounds", rounds),
    seconds: parsePositive("--seconds", seconds),
    rows: parseCounts("--rows", rows),
    users: parseCounts("--users", users),
    json,
    help,
  };
}
