import { parseOptions } from "../../kit/commandLine";
import { parseSeed, parseWhole } from "../runCheck";

/** What the command line asks for. */
export interface CommandLine {
  readonly runs: number;
  readonly seed: number;
  readonly json: boolean;
  readonly help: boolean;
}

export const USAGE = `Kills the API while clients walk the identity lifecycle, starts it again, and checks that all it acknowledged still holds.

Usage: npm run soak:kill -- [options]

  --runs N  how many kills (default: 200)
  --seed N  repeats the walks and kills of a run that printed it (default: a new one)
  --json    print one line of JSON
  --help    print this
`;

const OPTIONS = {
  runs: { type: "string", default: "200" },
  seed: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** `newSeed`: for a run that names none. @throws UsageError */
export function parseCommandLine(args: readonly string[], newSeed: () => number): CommandLine {
  const { runs, seed, json, help } = parseOptions(OPTIONS, args);
  return {
    runs: parseWhole("--runs", runs, 1, 100_000),
    seed: parseSeed(seed, newSeed),
    json,
    help,
  };
}
