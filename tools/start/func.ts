import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { startEmulator } from "../emulator/index";
import { reportFailure } from "../kit/commandLine";
import { ensureDevelopmentCa } from "../kit/developmentCa";
import { endWithNpm } from "../kit/endWithNpm";
import { projectRoot } from "../kit/projectRoot";
import { environmentFor, NOTHING_OF_AZURE } from "../testbed/environmentFor";

const NOT_INSTALLED =
  "Azure Functions Core Tools (func) are not installed, or do not work; see https://aka.ms/azfunc-install, or use npm start.";

/** One that hangs would be waited for without end. */
const VERSION_LIMIT_MS = 20_000;

/** The first version that is known to listen on 127.0.0.1 alone: Azure/azure-functions-core-tools, pull request 5484. */
const LEAST_MINOR_OF_4 = 14;

// On Windows func is a command file, which only a shell starts.
const shell = process.platform === "win32";

/** Runs `func start`, with the command line's options, among the emulators. A signal is passed on to func. */
async function main(): Promise<void> {
  const fault = faultOf(await versionOfFunc());
  if (fault !== undefined) {
    console.error(fault);
    process.exitCode = 1;
    return;
  }
  const ca = await ensureDevelopmentCa();
  const emulator = await startEmulator({ ca });
  const func = spawn("func", ["start", ...process.argv.slice(2)], {
    cwd: projectRoot(),
    env: { FUNCTIONS_WORKER_RUNTIME: "node", ...environmentFor(NOTHING_OF_AZURE, emulator) },
    stdio: "inherit",
    shell,
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => func.kill(signal));
  }
  try {
    await once(func, "close");
    process.exitCode = func.exitCode ?? 0;
  } finally {
    await emulator.stop();
  }
}

/** What func says of itself, such as 4.14.0; undefined when there is no func that says anything. */
async function versionOfFunc(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("func", ["--version"], { shell, timeout: VERSION_LIMIT_MS });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

/** Without function keys, whoever reaches the API can mint: so it must not listen on all interfaces. */
function faultOf(version: string | undefined): string | undefined {
  if (version === undefined) {
    return NOT_INSTALLED;
  }
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(version) ?? [];
  const isOld = major !== undefined && (Number(major) < 4 || (major === "4" && Number(minor) < LEAST_MINOR_OF_4));
  return isOld
    ? `Azure Functions Core Tools ${major}.${minor} may listen on all network interfaces, without function keys. Install version 4.14 or later (https://aka.ms/azfunc-install), or use npm start.`
    : undefined;
}

endWithNpm();
main().catch((error: unknown) => {
  reportFailure(error, "Run this in a checkout that you can write to.");
});
