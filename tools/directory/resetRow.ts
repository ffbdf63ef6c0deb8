import { DirectoryError } from "./DirectoryError";
import type { DirectoryTable } from "./DirectoryTable";
import { findRow } from "./findRow";
import type { Output } from "./Output";
import { lineOfStored } from "./showRow";
import type { Whose } from "./whoseRow";

interface ResetOptions {
  readonly whose: Whose;
  readonly yes: boolean;
}

/** Forgets a user's row, which is printed first. @throws DirectoryError */
export async function resetRow(table: DirectoryTable, { whose, yes }: ResetOptions, output: Output): Promise<true> {
  const stored = await findRow(table, whose);
  output.print(lineOfStored(stored));
  if (!yes) {
    throw new DirectoryError(
      "Nothing was changed. With --yes this row is forgotten, and the user's next token is for a new identity.",
    );
  }
  await table.delete(stored);
  output.note(
    "The row is forgotten: the user's next token is for a new identity. The line above puts the row back: import FILE.",
  );
  return true;
}
