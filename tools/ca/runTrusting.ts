import { spawn } from "node:child_process";
import { systemClock } from "../../shared/clock";
import { defaultCaDirectory } from "./defaultCaDirectory";
import { ensureDevelopmentCa } from "./developmentCa";

/** Runs a Node script, given with its arguments on the command line, in a process that trusts the development CA. */
async function main(): Promise<void> {
  const { caFile } = await ensureDevelopmentCa(defaultCaDirectory(), systemClock);
  const child = spawn(process.execPath, process.argv.slice(2), {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
    stdio: "inherit",
  });
  child.on("close", (code) => {
    process.exitCode = code ?? 1;
  });
}

void main();
