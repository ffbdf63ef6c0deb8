import type { DirectoryTable, StoredRow } from "./DirectoryTable";
import { findRows } from "./findRow";
import type { Output } from "./Output";
import { lineOfRow, MalformedRowError, type Row } from "./rows";
import type { Whose } from "./whoseRow";

interface ShowOptions {
  readonly whose: Whose;
  readonly json: boolean;
}

/** Prints the rows that are meant. True unless one of them is damaged. */
export async function showRow(table: DirectoryTable, { whose, json }: ShowOptions, output: Output): Promise<boolean> {
  const found = await findRows(table, whose);
  for (const stored of found) {
    output.print(json ? lineOfStored(stored) : describe(stored));
    if (stored.row instanceof MalformedRowError) {
      output.note(`The row ${stored.rowKey} is damaged: ${stored.row.message}.`);
    }
  }
  return found.every(({ row }) => !(row instanceof MalformedRowError));
}

/** One line of JSON, as `import` takes it; of a damaged row, all that the table gave. */
export function lineOfStored({ row, raw }: StoredRow): string {
  return row instanceof MalformedRowError ? JSON.stringify(raw) : lineOfRow(row);
}

function describe(stored: StoredRow): string {
  return stored.row instanceof MalformedRowError ? JSON.stringify(stored.raw, null, 2) : describeRow(stored.row);
}

function describeRow({ RowKey, identityId, createdAt, resource, deleting, history }: Row): string {
  const past = [...history].reverse();
  return [
    `Row        ${RowKey}`,
    `Identity   ${identityId}`,
    `           since ${createdAt}${resource && `, of the ACS resource at ${resource}`}`,
    ...(deleting ? ["Deletion   under way; the user's next call finishes it"] : []),
    past.length > 0 ? "Before, the latest first:" : "Before     none",
    ...past.map(
      ({ identityId: id, replacedAt, reason }) => `  ${id}\n           until ${replacedAt}, ${REASONS[reason]}`,
    ),
  ].join("\n");
}

const REASONS: Record<Row["history"][number]["reason"], string> = {
  deleted: "when ACS said that it was deleted",
  moved: "when the service moved to another ACS resource",
  restored: "when an operator put another one back",
  deletionUnfinished: "after a deletion that had broken off",
};
