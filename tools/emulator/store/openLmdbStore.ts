import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { checkDataFile } from "./checkDataFile";
import type { LmdbStore } from "./LmdbStore";

/** The 1 is the form of the records: another form will have a file of its own. */
const FILE = "emulator-1.mdb";

/**
 * The store in `directory`, made when it is not there. One emulator at a time. The library is loaded only here: nobody
 * else needs its binaries.
 */
export async function openLmdbStore(directory: string): Promise<LmdbStore> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, FILE);
  await checkDataFile(file);
  const { LmdbStore } = await import("./LmdbStore.js");
  return new LmdbStore(file);
}
