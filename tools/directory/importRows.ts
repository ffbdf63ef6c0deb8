import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Clock } from "../../shared/clock";
import { DirectoryError, fileError, type Output } from "./DirectoryError";
import type { DirectoryTable } from "./DirectoryTable";
import { FullHistoryError, inPlaceOf, MalformedRowError, type Row, rowOfLine, says } from "./rows";
import { lineOfStored } from "./userRow";

interface ImportOptions {
  readonly file: string;
  /** Whether rows that differ from the file's are replaced. */
  readonly overwrite: boolean;
  readonly json: boolean;
  readonly clock: Clock;
}

/** How many rows are written at a time. */
const AT_ONCE = 32;

/** So many malformed lines are named; the rest is counted. */
const MAX_NAMED = 20;

type Outcome = "written" | "unchanged" | "replaced" | "differs";

/**
 * Puts the rows of a file into the table, which is created where it is missing. Again and again it comes to the same.
 * True unless rows were left as they are because they differ.
 * @throws DirectoryError, having written nothing, when a line is malformed
 */
export async function importRows(table: DirectoryTable, options: ImportOptions, output: Output): Promise<boolean> {
  await requireWellFormed(options.file);
  await table.create();
  const counts = { written: 0, unchanged: 0, replaced: 0, differs: 0 } satisfies Record<Outcome, number>;
  const rows = rowsOf(options.file);
  const work = async () => {
    for (;;) {
      const next = await rows.next();
      if (next.done) {
        return;
      }
      const damaged = (line: string) => {
        output.error(
          `Line ${next.value.line}: the table's row of this user is damaged, and is replaced; in it was ${line}`,
        );
      };
      const outcome = await importRow(table, next.value.row, { ...options, damaged }).catch((error: unknown) => {
        if (error instanceof FullHistoryError) {
          output.error(`Line ${next.value.line}: ${error.message}`);
          return "full" as const;
        }
        throw error;
      });
      counts[outcome === "full" ? "differs" : outcome]++;
      if (outcome === "differs" && counts.differs <= MAX_NAMED) {
        output.error(
          `Line ${next.value.line}: the table's row of this user differs, and was left (RowKey ${next.value.row.RowKey}).`,
        );
      }
    }
  };
  const workOrStop = () =>
    work().catch(async (error: unknown) => {
      await rows.return(undefined);
      throw error;
    });
  await Promise.all(Array.from({ length: AT_ONCE }, workOrStop));
  output.log(options.json ? JSON.stringify(counts) : describe(counts));
  return counts.differs === 0;
}

interface ImportRowOptions extends ImportOptions {
  /** Told what stood in a row whose identity no history can keep. */
  readonly damaged: (line: string) => void;
}

async function importRow(table: DirectoryTable, row: Row, options: ImportRowOptions): Promise<Outcome> {
  const { overwrite, clock, damaged } = options;
  if (await table.insert(row)) {
    return "written";
  }
  const stored = await table.find(row.RowKey);
  if (!stored) {
    throw new DirectoryError(`The row ${row.RowKey} was deleted in the meantime. Import the file again.`);
  }
  const known = stored.row instanceof MalformedRowError ? undefined : stored.row;
  if (known && says(known, row)) {
    return "unchanged";
  }
  if (!overwrite) {
    return "differs";
  }
  if (!known) {
    damaged(lineOfStored(stored));
  }
  await table.replace(known ? inPlaceOf(known, row, clock.now()) : row, stored.etag);
  return "replaced";
}

/** @throws DirectoryError that names the malformed lines by number */
async function requireWellFormed(file: string): Promise<void> {
  const lineOfKey = new Map<string, number>();
  const problems: string[] = [];
  for await (const { line, row } of linesOf(file)) {
    if (row instanceof MalformedRowError) {
      problems.push(`line ${line}: ${row.message}`);
      continue;
    }
    const earlier = lineOfKey.get(row.RowKey);
    if (earlier !== undefined) {
      problems.push(`line ${line}: the same user as in line ${earlier}`);
    }
    lineOfKey.set(row.RowKey, line);
  }
  if (problems.length > 0) {
    const more = problems.length > MAX_NAMED ? [`and ${problems.length - MAX_NAMED} more`] : [];
    throw new DirectoryError(
      [`${file} is malformed, and nothing was written:`, ...problems.slice(0, MAX_NAMED), ...more].join("\n  "),
    );
  }
}

async function* rowsOf(file: string): AsyncGenerator<{ line: number; row: Row }, undefined> {
  for await (const { line, row } of linesOf(file)) {
    if (row instanceof MalformedRowError) {
      throw new DirectoryError(`${file} changed while it was read: line ${line}: ${row.message}. Import it again.`);
    }
    yield { line, row };
  }
}

/** The rows of a file, with the numbers of their lines; empty lines are skipped. */
async function* linesOf(file: string): AsyncGenerator<{ line: number; row: Row | MalformedRowError }, undefined> {
  let line = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Infinity })) {
      line++;
      if (text.trim() !== "") {
        yield { line, row: rowOfLine(text) };
      }
    }
  } catch (error) {
    throw fileError(error, file, "read");
  }
}

function describe({ written, unchanged, replaced, differs }: Record<Outcome, number>): string {
  const left =
    differs > 0
      ? " Rows that differ were left as they are; --overwrite replaces them, and keeps what they had in their history."
      : "";
  return `${written} written, ${unchanged} there already, ${replaced} replaced, ${differs} differ.${left}`;
}
