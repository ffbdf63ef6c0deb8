import { join } from "node:path";

import { projectRoot } from "../projectRoot";

/** `.development-ca` in the project root, which git ignores; the same from the sources and from the build. */
export function defaultCaDirectory(): string {
  return join(projectRoot(), ".development-ca");
}
