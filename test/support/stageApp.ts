import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";

/**
 * An app directory as a new user has it: the built app, with local.settings.json copied from its example. Gone after the run
 * of jest; where another program runs the tests, they remove it. `planted`: the source of one more entry file, for a function
 * that the app does not have.
 */
export function stageApp(planted?: string): string {
  const directory = mkdtempSync(join(tmpdir(), "acs-token-api-"));
  const root = projectRoot();
  for (const name of ["package.json", "host.json", "dist", "node_modules"]) {
    symlinkSync(join(root, name), join(directory, name));
  }
  copyFileSync(join(root, "local.settings.json.example"), join(directory, "local.settings.json"));
  if (planted !== undefined) {
    plant(directory, planted);
  }
  return directory;
}

function plant(directory: string, source: string): void {
  const manifest = join(directory, "package.json");
  const { main } = z.object({ main: z.string() }).parse(JSON.parse(readFileSync(manifest, "utf8")));
  rmSync(manifest);
  writeFileSync(manifest, JSON.stringify({ main: `{${main},planted.js}` }));
  writeFileSync(join(directory, "planted.js"), source);
}
