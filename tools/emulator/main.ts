#!/usr/bin/env node
import { systemClock } from "../../shared/clock";
import { reportFailure } from "../kit/commandLine";
import { defaultCaDirectory, ensureDevelopmentCa } from "../kit/developmentCa";
import { endWithNpm } from "../kit/endWithNpm";
import { CommandError } from "./commands/CommandError";
import { isCommand, runCommand } from "./commands/runCommand";
import type { Emulator } from "./Emulator";
import { describeForPeople, describeForScripts, explainStartFailure } from "./messages";
import { type CommandLine, parseCommandLine, USAGE } from "./parseCommandLine";
import { readSeed } from "./seed";
import { startEmulator } from "./startEmulator";

/** Starts the emulator, or does something with one that is running: what was asked for goes to standard output, all else to standard error. */
async function main(args: readonly string[]): Promise<void> {
  if (isCommand(args)) {
    process.stdout.once("error", endQuietly).write(await runCommand(args, process.env));
    return;
  }
  const command = parseCommandLine(args);
  if (command.help) {
    process.stdout.write(USAGE);
    return;
  }
  const emulator = await start(command);
  stopOnSignal(emulator);
  process.stdout.write(command.json ? `${describeForScripts(emulator)}\n` : describeForPeople(emulator));
}

async function start({
  ca: caDirectory = defaultCaDirectory(),
  seed: file,
  ...options
}: CommandLine): Promise<Emulator> {
  const ca = await ensureDevelopmentCa(caDirectory, systemClock, options.names);
  try {
    const seed = file === undefined ? {} : await readSeed(file, options.resourceId);
    return await startEmulator({ ...options, seed, ca });
  } catch (error) {
    throw new StartError(explainStartFailure(error), { cause: error });
  }
}

/** The message is one line for whoever started it. */
class StartError extends Error {
  override readonly name = "StartError";
}

/** Who reads what is printed may stop when it has seen enough, as `head` does. */
function endQuietly(): void {
  process.exit();
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
  reportFailure(error, "Choose another folder with --ca.", CommandError, StartError);
});
