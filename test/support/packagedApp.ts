import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../../tools/kit/projectRoot";
import type { StagedApp } from "./stageApp";
import { filesOf } from "./unpack";

/**
 * The app as it is deployed, with local.settings.json copied from its example: it starts sooner than what the compiler
 * leaves. It is made once for a build, which takes it away with the build before.
 */
export async function packagedApp(): Promise<StagedApp> {
  const tools = join(projectRoot(), "dist/tools");
  const directory = join(tools, "packagedApp");
  if (!existsSync(directory)) {
    const made = mkdtempSync(join(tools, "packaging-"));
    const { stdout } = await promisify(execFile)(process.execPath, [join(tools, "package/main.js"), "--out", made]);
    const zip = stdout.trim().split("\n").at(-1) ?? "";
    for (const [name, bytes] of Object.entries(filesOf(zip))) {
      writeFileSync(join(made, name), bytes);
    }
    rmSync(zip);
    copyFileSync(join(projectRoot(), "local.settings.json.example"), join(made, "local.settings.json"));
    placeOnce(made, directory);
  }
  return { directory, remove: () => undefined };
}

/** Another process may have been first. */
function placeOnce(made: string, directory: string): void {
  try {
    renameSync(made, directory);
  } catch {
    rmSync(made, { recursive: true });
  }
}
