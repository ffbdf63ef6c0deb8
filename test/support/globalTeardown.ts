import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename } from "node:path";
import { NAME_OF_FOLDER } from "./folderOfRun";

/** Runs once, after all tests, which globalSetup.ts has given a folder. */
export default function globalTeardown(): void {
  const folder = tmpdir();
  if (NAME_OF_FOLDER.test(basename(folder))) {
    // What has just been killed may still be writing.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
