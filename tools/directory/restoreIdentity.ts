import type { Clock } from "../../shared/clock";
import { DirectoryError, type Output } from "./DirectoryError";
import type { DirectoryTable, StoredRow } from "./DirectoryTable";
import { lineOfRow, MalformedRowError, type Row, withIdentity } from "./rows";
import { findRow } from "./userRow";
import type { Whose } from "./whoseRow";

interface RestoreOptions {
  readonly whose: Whose;
  readonly identityId: string;
  /** Whether to take an identity that the user's history does not name. */
  readonly forceUnknown: boolean;
  readonly json: boolean;
  readonly clock: Clock;
}

/** Makes an identity of the user's history theirs again. @throws DirectoryError when that is not safe */
export async function restoreIdentity(table: DirectoryTable, options: RestoreOptions, output: Output): Promise<true> {
  const { identityId, json, clock } = options;
  const { row, etag } = intact(await findRow(table, options.whose));
  if (row.identityId === identityId) {
    output.log(json ? lineOfRow(row) : `${identityId} is this user's identity already; nothing was changed.`);
    return true;
  }
  if (row.deleting) {
    throw new DirectoryError(
      "This user's identity is being deleted; their next call finishes the deletion. Nothing was changed.",
    );
  }
  await requireTheirs(table, row, options);
  const restored = withIdentity(row, identityId, clock.now());
  await table.replace(restored, etag);
  output.log(
    json
      ? lineOfRow(restored)
      : `${identityId} is this user's identity again; ${row.identityId} went into the history. The next token is for it; tokens of the other one stay valid until they expire; revoke them with RevokeTokens if necessary.`,
  );
  return true;
}

function intact({ row, etag, rowKey }: StoredRow): { row: Row; etag: string } {
  if (row instanceof MalformedRowError) {
    throw new DirectoryError(
      `The row ${rowKey} is damaged: ${row.message}. Nothing was changed; see import and reset.`,
    );
  }
  return { row, etag };
}

async function requireTheirs(table: DirectoryTable, row: Row, { identityId, forceUnknown }: RestoreOptions) {
  if (!forceUnknown && !row.history.some((past) => past.identityId === identityId)) {
    throw new DirectoryError(
      "This identity is not in the user's history; nothing was changed. If you know that it was theirs, add --force-unknown.",
    );
  }
  for await (const other of table.all()) {
    if (other.raw["identityId"] === identityId) {
      throw new DirectoryError(
        `This identity is another user's (RowKey ${other.rowKey}), who would share their chats; nothing was changed.`,
      );
    }
  }
}
