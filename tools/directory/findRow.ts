import { DirectoryError } from "./DirectoryError";
import type { DirectoryTable, StoredRow } from "./DirectoryTable";
import { MalformedRowError } from "./rows";
import type { Whose } from "./whoseRow";

/** The rows that are meant; more than one only where two users have or had one identity. @throws DirectoryError for none */
export async function findRows(table: DirectoryTable, whose: Whose): Promise<[StoredRow, ...StoredRow[]]> {
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
