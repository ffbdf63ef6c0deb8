import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { BICEP, BICEP_ENVIRONMENT } from "../../../tools/infra/bringBicep";
import { projectRoot } from "../../../tools/kit/projectRoot";

export const INFRA = join(projectRoot(), "infra");

const isThere = existsSync(BICEP);
if (!isThere && process.env["CI"]) {
  throw new Error("The Bicep compiler is not there: npm run bicep brings it.");
}

/** Tests that need the compiler: skipped, which jest tells, where NuGet could not be reached. */
export const describeWithBicep = isThere ? describe : describe.skip;

/** Runs the compiler; what it printed. Its warnings are on standard error. */
export async function bicep(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return await promisify(execFile)(BICEP, args, { env: BICEP_ENVIRONMENT, maxBuffer: 64 * 1024 * 1024 });
}
