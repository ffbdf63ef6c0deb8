import { parseOptions, UsageError } from "../kit/commandLine";
import { parseSeed, parseWhole } from "./runCheck";

/** What the command line asks for. */
export interface CommandLine {
  readonly minutes: number;
  readonly clients: number;
  readonly seed: number;
  readonly json: boolean;
  readonly help: boolean;
}

export const USAGE = `Lets many clients walk the identity lifecycle while what is behind the API fails now and then, and checks every reply.

Usage: npm run soak -- [options]

  --minutes N  how long (default: 10; fractions are fine)
  --clients N  how many clients at a time (default: 50)
  --seed N     repeats the walks and faults of a run that printed it (default: a new one)
  --json       print one line of JSON
  --help       print this
`;

const OPTIONS = {
  minutes: { type: "string", default: "10" },
  clients: { type: "string", default: "50" },
  seed: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** `newSeed`: for a run that names none. @throws UsageError */
export function parseCommandLine(args: readonly string[], newSeed: () => number): CommandLine {
  const { minutes, clients, seed, json, help } = parseOptions(OPTIONS, args);
  return {
    minutes: parseMinutes(minutes),
    clients: parseWhole("--clients", clients, 1, 1_000),
    seed: parseSeed(seed, newSeed),
    json,
    help,
  };
}

function parseMinutes(text: string): number {
  if (/^\d{1,4}(?:\.\d+)?$/.test(text) && Number(text) > 0) {
    return Number(text);
  }
  throw new UsageError("--minutes must be a number above 0, such as 10 or 0.5");
}
