import { existsSync } from "node:fs";
import { join } from "node:path";
import { BICEP } from "../../../tools/infra/bringBicep";
import { projectRoot } from "../../../tools/kit/projectRoot";

export const INFRA = join(projectRoot(), "infra");

const isThere = existsSync(BICEP);
if (!isThere && process.env["CI"]) {
  throw new Error("The Bicep compiler is not there: npm run bicep brings it.");
}

/** Tests that need the compiler: skipped, which jest tells, where NuGet could not be reached. */
export const describeWithBicep = isThere ? describe : describe.skip;
