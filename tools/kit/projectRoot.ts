import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of this project's package.json, the same from the sources and from the build. */
export function projectRoot(directory: string = __dirname): string {
  const parent = dirname(directory);
  return existsSync(join(directory, "package.json")) || parent === directory ? directory : projectRoot(parent);
}
