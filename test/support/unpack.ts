import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { temporaryDirectory } from "./temporaryDirectory";

/** The names and contents of the files in a zip. */
export function filesOf(zipFile: string): Record<string, Uint8Array> {
  return unzipSync(readFileSync(zipFile));
}

/** The app of a deployment zip, in a folder with nothing else in it. */
export function unpack(zipFile: string): string {
  const directory = temporaryDirectory();
  for (const [name, bytes] of Object.entries(filesOf(zipFile))) {
    writeFileSync(join(directory, name), bytes);
  }
  return directory;
}
