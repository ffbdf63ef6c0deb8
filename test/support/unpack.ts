import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import type { StagedApp } from "./stageApp";

/** The names and contents of the files in a zip. */
export function filesOf(zipFile: string): Record<string, Uint8Array> {
  return unzipSync(readFileSync(zipFile));
}

/** The app of a deployment zip, in a folder with nothing else in it. */
export function unpack(zipFile: string): StagedApp {
  const directory = mkdtempSync(join(tmpdir(), "acs-token-api-package-"));
  for (const [name, bytes] of Object.entries(filesOf(zipFile))) {
    writeFileSync(join(directory, name), bytes);
  }
  return {
    directory,
    remove: () => {
      rmSync(directory, { recursive: true });
    },
  };
}
