import { spawn } from "node:child_process";
import { once } from "node:events";
import { systemClock } from "../../shared/clock";
import { defaultCaDirectory, ensureDevelopmentCa } from "../ca";
import { endWithNpm } from "../commandLine/endWithNpm";
import { reportFailure } from "../commandLine/reportFailure";
import { startEmulator } from "../emulator";
import { projectRoot } from "../projectRoot";
import { environmentFor } from "./environmentFor";

const NOT_INSTALLED =
  "Azure Functions Core Tools (func) are not installed; see https://aka.ms/azfunc-install, or use npm start.";

/** Runs `func start`, with the command line's options, among the emulators. A signal is passed on to func. */
async function main(): Promise<void> {
  const ca = await ensureDevelopmentCa(defaultCaDirectory(), systemClock);
  const emulator = await startEmulator({ ca });
  const func = spawn("func", ["start", ...process.argv.slice(2)], {
    cwd: projectRoot(),
    env: { FUNCTIONS_WORKER_RUNTIME: "node", ...environmentFor(emulator) },
    stdio: "inherit",
    // On Windows func is a command file, which only a shell starts.
    shell: process.platform === "win32",
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => func.kill(signal));
  }
  try {
    await once(func, "close");
    process.exitCode = func.exitCode ?? 0;
  } catch {
    console.error(NOT_INSTALLED);
    process.exitCode = 1;
  } finally {
    await emulator.stop();
  }
}

endWithNpm();
main().catch((error: unknown) => {
  reportFailure(error, "This checkout must be one that can be written.");
});
