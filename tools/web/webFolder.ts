import { existsSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../kit/projectRoot";
import { WebStartError } from "./WebStartError";

/** The folder of the page, which has dependencies of its own. @throws WebStartError when they are not installed */
export function webFolder(): string {
  const folder = join(projectRoot(), "web");
  if (!existsSync(join(folder, "node_modules"))) {
    throw new WebStartError("The page's own packages are not installed; run: npm ci --ignore-scripts --prefix web");
  }
  return folder;
}
