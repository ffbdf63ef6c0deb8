import { spawnSync } from "node:child_process";
import { BICEP_ENVIRONMENT, bringBicep, NotBroughtError } from "./bringBicep";

/**
 * Brings the compiler of the template, and runs it with the arguments, if there are any. Where it cannot be had, whoever
 * did not ask for it can go on without, but not CI.
 */
async function main(args: readonly string[]): Promise<void> {
  try {
    const bicep = await bringBicep();
    if (args.length > 0) {
      process.exitCode = spawnSync(bicep, args, { stdio: "inherit", env: BICEP_ENVIRONMENT }).status ?? 1;
    }
  } catch (error) {
    if (!(error instanceof NotBroughtError)) {
      throw error;
    }
    console.error(error.message);
    process.exitCode = args.length > 0 || process.env["CI"] ? 1 : 0;
  }
}

void main(process.argv.slice(2));
