import { DirectoryError, type Output } from "./DirectoryError";
import type { DirectoryTable, StoredRow } from "./DirectoryTable";
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
    output.log(json ? lineOfStored(stored) : describe(stored));
    if (stored.row instanceof MalformedRowError) {
      output.error(`The row ${stored.rowKey} is damaged: ${stored.row.message}.`);
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

interface ResetOptions {
  readonly whose: Whose;
  readonly yes: boolean;
}

/** Forgets a user's row, which is printed first. @throws DirectoryError */
export async function resetRow(table: DirectoryTable, { whose, yes }: ResetOptions, output: Output): Promise<true> {
  const stored = await findRow(table, whose);
  output.log(lineOfStored(stored));
  if (!yes) {
    throw new DirectoryError(
      "Nothing was changed. With --yes this row is forgotten, and the user's next token is for a new identity.",
    );
  }
  await table.delete(stored);
  output.error(
    "The row is forgotten: the user's next token is for a new identity. The line above puts the row back: import FILE.",
  );
  return true;
}

/** The rows that are meant; more than one only where two users have or had one identity. @throws DirectoryError for none */
async function findRows(table: DirectoryTable, whose: Whose): Promise<[StoredRow, ...StoredRow[]]> {
  const [first, ...more] =
    "rowKey" in whose ? await byKey(table, whose.rowKey) : await byIdentity(table, whose.identityId);
  if (!first) {
    throw new DirectoryError(
      "rowKey" in whose
        ? `There is no row for this user (RowKey ${whose.rowKey}): no token was issued to them, or it was deleted. Check how they sign in: the same person has another row in each way.`
        : "No row has or had this identity.",
    );
  }
  return [first, ...more];
}

/** @throws DirectoryError unless exactly one row is meant */
export async function findRow(table: DirectoryTable, whose: Whose): Promise<StoredRow> {
  const [found, ...others] = await findRows(table, whose);
  if (others.length > 0) {
    const keys = [found, ...others].map(({ rowKey }) => rowKey).join(", ");
    throw new DirectoryError(`Several users have or had this identity; name one of them with --row-key: ${keys}.`);
  }
  return found;
}

async function byKey(table: DirectoryTable, rowKey: string): Promise<StoredRow[]> {
  const found = await table.find(rowKey);
  return found ? [found] : [];
}

async function byIdentity(table: DirectoryTable, identityId: string): Promise<StoredRow[]> {
  const found: StoredRow[] = [];
  for await (const stored of table.all()) {
    if (identitiesOf(stored).includes(identityId)) {
      found.push(stored);
    }
  }
  return found;
}

/** That it has and had; of a damaged row the one that it has, if any. */
function identitiesOf({ row, raw }: StoredRow): unknown[] {
  return row instanceof MalformedRowError
    ? [raw["identityId"]]
    : [row.identityId, ...row.history.map(({ identityId }) => identityId)];
}
