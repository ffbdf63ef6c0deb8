#!/usr/bin/env node
import { systemClock } from "../../shared/clock";
import { UsageError } from "../kit/commandLine";
import { defaultCaDirectory, ensureDevelopmentCa } from "../kit/developmentCa";
import { endWithNpm } from "../kit/endWithNpm";
import type { Emulator } from "./Emulator";
import { describeForPeople, describeForScripts, explainStartFailure } from "./messages";
import { type CommandLine, parseCommandLine, USAGE } from "./parseCommandLine";
import { startEmulator } from "./startEmulator";

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Runs the emulator from the command line: its own words go to standard output, warnings to standard error. */
async function main(args: readonly string[]): Promise<void> {
  const command = parseCommandLine(args);
  if (command.help) {
    process.stdout.write(USAGE);
    return;
  }
  const emulator = await start(command);
  stopOnSignal(emulator);
  process.stdout.write(command.json ? `${describeForScripts(emulator)}\n` : describeForPeople(emulator));
}

async function start({ ca: caDirectory = defaultCaDirectory(), ...options }: CommandLine): Promise<Emulator> {
  return startEmulator({ ...options, ca: await ensureDevelopmentCa(caDirectory, systemClock, options.names) });
}

/** A signal that comes again changes nothing. */
function stopOnSignal(emulator: Emulator): void {
  let stopping: Promise<void> | undefined;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      stopping ??= emulator.stop().then(() => process.exit(0));
    });
  }
}

endWithNpm();
main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof UsageError ? error.message : explainStartFailure(error)}\n`);
  process.exitCode = error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
});
