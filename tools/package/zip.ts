import { type Zippable, zipSync } from "fflate";

/** Zip times have no zone; this is the earliest that they can tell. */
const NO_TIME = new Date(1980, 0, 1);

const UNIX = 3;
const REGULAR_FILE_644 = 0o100644 * 0x10000;

/** A zip of `files`, contents by name. The same files give the same bytes, whenever and wherever it is made. */
export function zip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const names = [...files.keys()].sort();
  const entries: Zippable = Object.fromEntries(names.map((name) => [name, files.get(name) ?? new Uint8Array()]));
  return zipSync(entries, { level: 9, mtime: NO_TIME, os: UNIX, attrs: REGULAR_FILE_644 });
}
