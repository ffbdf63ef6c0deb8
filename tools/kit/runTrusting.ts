import { spawn } from "node:child_process";
import { reportFailure } from "./commandLine";
import { ensureDevelopmentCa } from "./developmentCa";
import { endWithNpm } from "./endWithNpm";

/** Runs a Node script, given with its arguments on the command line, in a process that trusts the development CA. */
async function main(): Promise<void> {
  const { caFile } = await ensureDevelopmentCa();
  const child = spawn(process.execPath, process.argv.slice(2), {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("close", (code) => {
    process.exitCode = code ?? 1;
  });
}

endWithNpm();
main().catch((error: unknown) => {
  reportFailure(error, "Run this in a checkout that you can write to.");
});
