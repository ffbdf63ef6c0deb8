import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CleanUp } from "../testbed/CleanUp";

/** What puts the files of an app, by name, into a folder of its own, which `running` removes. It gives the folder. */
export type StageFiles = (name: string, files: ReadonlyMap<string, Uint8Array>) => string;

export function stageFilesIn(running: CleanUp): StageFiles {
  const parent = mkdtempSync(join(tmpdir(), "acs-token-api-bench-"));
  running.defer(() => {
    rmSync(parent, { recursive: true });
  });
  return (name, files) => {
    const directory = join(parent, name);
    mkdirSync(directory);
    files.forEach((bytes, file) => {
      writeFileSync(join(directory, file), bytes);
    });
    return directory;
  };
}
