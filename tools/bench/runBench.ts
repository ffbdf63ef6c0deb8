import { UsageError } from "../kit/commandLine";
import { endWithNpm } from "../kit/endWithNpm";
import { CleanUp } from "../testbed/CleanUp";

/** What every bench's command line holds. */
interface Common {
  readonly help: boolean;
  readonly json: boolean;
}

interface Outcome {
  /** For `--json`. */
  readonly result: unknown;
  readonly text: string;
}

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Runs a bench from the command line, prints its outcome, and stops what it has started. */
export function runBench<T extends Common>(
  usage: string,
  parse: (args: readonly string[]) => T,
  bench: (command: T, running: CleanUp) => Promise<Outcome>,
): void {
  const main = async (): Promise<void> => {
    const command = parse(process.argv.slice(2));
    if (command.help) {
      process.stdout.write(usage);
      return;
    }
    const running = new CleanUp();
    try {
      const { result, text } = await bench(command, running);
      process.stdout.write(command.json ? `${JSON.stringify(result)}\n` : text);
    } finally {
      await running.stop();
    }
  };
  endWithNpm();
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
  });
}
