import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
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

/** What an LMDB file begins with: after its page header of 24 bytes this number, little-endian (`mdb.c`, MDB_MAGIC). */
const MAGIC = 0xbeefc0de;
const MAGIC_AT = 24;
/** Two pages of 4096 bytes describe the file. */
const SMALLEST = 8192;

/**
 * That `file` is a data file, or none yet: the library ends the whole process without a word when it opens another one.
 * Damage further inside is not seen.
 * @throws Error
 */
async function checkDataFile(file: string): Promise<void> {
  const handle = await open(file, "a+"); // made when it is not there
  try {
    const start = Buffer.alloc(MAGIC_AT + 4);
    await handle.read(start, 0, start.length, 0);
    const { size } = await handle.stat();
    const isOne = size >= SMALLEST && start.readUInt32LE(MAGIC_AT) === MAGIC;
    if (size > 0 && !isOne) {
      throw new Error(`${file} is damaged, or no data file of this emulator.`);
    }
  } finally {
    await handle.close();
  }
}
