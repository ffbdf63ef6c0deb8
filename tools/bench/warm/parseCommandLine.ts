import { parseOptions } from "../../kit/commandLine";
import { parseCount, parseCounts, parsePositive } from "../parsePositive";
import type { Plan } from "./measureRounds";

export interface CommandLine extends Plan {
  /** Requests after which the API's memory is looked at; undefined when its speed is. */
  readonly memory: number | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

const OPTIONS = {
  rounds: { type: "string", default: "5" },
  seconds: { type: "string", default: "2" },
  clients: { type: "string", default: "1,8,64" },
  memory: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

export const USAGE = `Measures what this API adds to a call of Azure Communication Services when it is warm: requests per second, waits and
CPU of each operation, next to the SDK called directly and to an Express server that makes a client for each request.
All call the same emulator.

Usage: npm run bench:warm -- [options]

  --rounds N       how often each is measured, by turns (default: 5)
  --seconds S      how long each run is (default: 2)
  --clients N,N,…  how many call at once (default: 1,8,64)
  --memory N       measure instead the API's memory after N requests, and after 1, 20 and 50 % of them
  --json           print one line of JSON
  --help           print this
`;

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { rounds, seconds, clients, memory, json, help } = parseOptions(OPTIONS, args);
  return {
    rounds: parseCount("--rounds", rounds),
    seconds: parsePositive("--seconds", seconds),
    clients: parseCounts("--clients", clients),
    memory: memory === undefined ? undefined : parseCount("--memory", memory),
    json,
    help,
  };
}
