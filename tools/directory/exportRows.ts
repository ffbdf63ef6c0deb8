import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { type FileHandle, link, open, rename, rm } from "node:fs/promises";
import { fileError, type Output } from "./DirectoryError";
import type { DirectoryTable } from "./DirectoryTable";
import { lineOfRow, MalformedRowError } from "./rows";

interface ExportOptions {
  readonly file: string;
  /** Whether the file may be there already. */
  readonly overwrite: boolean;
  readonly json: boolean;
}

/** Whoever reads the file can tell which identities there are, and whoever writes it can give them to others. */
const OWNER_ONLY = 0o600;

const LINES_AT_ONCE = 1_000;

/**
 * Writes all rows into a file, one line for each. The file is there when it is complete, and not before. True unless
 * some rows are damaged and could not be written.
 * @throws DirectoryError
 */
export async function exportRows(table: DirectoryTable, options: ExportOptions, output: Output): Promise<boolean> {
  const { file, overwrite, json } = options;
  const unfinished = `${file}.${randomBytes(6).toString("hex")}.unfinished`;
  try {
    const counts = await withFile(unfinished, (handle) => writeRows(table, handle, output));
    if (overwrite && counts.damaged > 0 && existsSync(file)) {
      // It may have the lines of just these users.
      output.error(
        `${file} was left as it is. Export to another file, or mend the damaged rows first: see reset and import.`,
      );
      return false;
    }
    await publish(unfinished, file, overwrite);
    output.log(json ? JSON.stringify({ file, ...counts }) : `${counted(counts.exported)} written to ${file}.`);
    return counts.damaged === 0;
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function withFile<T>(file: string, write: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, "wx", OWNER_ONLY).catch((error: unknown) => {
    throw fileError(error, file, "written");
  });
  try {
    const result = await write(handle);
    await handle.sync();
    return result;
  } finally {
    await handle.close();
  }
}

async function writeRows(table: DirectoryTable, handle: FileHandle, output: Output) {
  const counts = { exported: 0, damaged: 0 };
  let lines: string[] = [];
  const flush = async () => {
    await handle.appendFile(lines.map((line) => `${line}\n`).join(""));
    lines = [];
  };
  for await (const { row, rowKey } of table.all()) {
    if (row instanceof MalformedRowError) {
      counts.damaged++;
      output.error(`Not written: the row ${rowKey} is damaged: ${row.message}.`);
      continue;
    }
    counts.exported++;
    lines.push(lineOfRow(row));
    if (lines.length >= LINES_AT_ONCE) {
      await flush();
    }
  }
  await flush();
  return counts;
}

/** An export of an empty table must not take the place of the last good one unasked. */
async function publish(unfinished: string, file: string, overwrite: boolean): Promise<void> {
  try {
    // Unlike a rename, a link does not replace a file that is there.
    await (overwrite ? rename(unfinished, file) : link(unfinished, file));
  } catch (error) {
    throw fileError(error, file, "written");
  }
}

function counted(rows: number): string {
  return rows === 1 ? "1 row" : `${rows} rows`;
}
