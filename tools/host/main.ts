import { systemClock } from "../../shared/clock";
import { UsageError } from "../kit/commandLine";
import { type CommandLine, describeForPeople, describeForScripts, parseCommandLine, USAGE } from "./commandLine";
import { captureConsole, errorText, lineLog, oneLine, toError } from "./log";
import { systemRandom } from "./random";
import { startHost } from "./startHost";

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Runs the host from the command line: its own words go to standard output, every log line to standard error. */
async function main(args: readonly string[]): Promise<void> {
  const command = parseOrExit(args);
  if (command.help) {
    process.stdout.write(USAGE);
    return;
  }
  const write = (line: string) => process.stderr.write(line);
  const log = lineLog({ write, clock: systemClock, verbose: command.verbose });
  captureConsole(log);
  const { app: appDirectory, port, auth, azure: asInAzure, cors } = command;
  try {
    const surroundings = { log, clock: systemClock, random: systemRandom, environment: process.env };
    const host = await startHost({ appDirectory, port, auth, asInAzure, cors, ...surroundings });
    exitWhenTold(() => host.stop());
    process.on("message", (message) => {
      if (message === "endWorker") {
        void host.endWorker().then(() => process.exit(0));
      }
    });
    if (command.json) {
      // Who reads this says to people what it is for.
      process.stdout.write(`${describeForScripts(host)}\n`);
    } else {
      log("warning", "host", "For development only: do not use this host for real users or their data.");
      process.stdout.write(describeForPeople(host));
    }
  } catch (error) {
    fail(EXIT_FAILED, error, command.verbose);
  }
}

function parseOrExit(args: readonly string[]): CommandLine {
  try {
    return parseCommandLine(args);
  } catch (error) {
    return fail(error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED, error, false);
  }
}

/**
 * Ends the process, and with it whatever the app left running, on a signal, or when a parent that started it with an IPC
 * channel is gone. What comes again changes nothing.
 */
function exitWhenTold(stop: () => Promise<void>): void {
  let stopping: Promise<void> | undefined;
  const exit = () => {
    stopping ??= stop().then(() => process.exit(0));
  };
  process.on("SIGINT", exit).on("SIGTERM", exit).on("disconnect", exit);
}

function fail(exitCode: number, error: unknown, withStack: boolean): never {
  process.stderr.write(`${withStack ? errorText(error) : oneLine(toError(error).message)}\n`);
  process.exit(exitCode);
}

void main(process.argv.slice(2));
