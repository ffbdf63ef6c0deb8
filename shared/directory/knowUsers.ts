import type { Clock } from "../clock";
import { LruMap } from "../LruMap";
import type { IdentityTable, StoredRow } from "./IdentityTable";

/** From the moment at which this instance began to read the row, however often the user calls. */
export const KNOWN_FOR_MS = 5 * 60_000;

/** Users; about 350 bytes each. */
export const MOST_KNOWN = 10_000;

/** A table that remembers whose rows it has read. */
export interface KnowingTable extends IdentityTable {
  /**
   * The identity that stood in the user's row of late. It is good for one thing, to ask ACS for a token, which ACS refuses
   * when the identity is gone. It comes without its row and etag, so that nothing can be replaced or deleted by it.
   */
  knownIdentity(userKey: string): string | undefined;
  /** The next call of the user reads the row, whatever reads are under way. */
  forget(userKey: string): void;
}

interface Known {
  identityId: string;
  readAt: number;
}

/** Makes a table one that knows its users: by reading their rows, until this instance writes one or they are too old. */
export function knowUsers(table: IdentityTable, clock: Clock): KnowingTable {
  const known = new LruMap<Known>(MOST_KNOWN);
  let forgotten = 0;
  const forget = (userKey: string) => {
    forgotten++;
    known.delete(userKey);
  };
  /** Forgets before, as others may read what is being replaced, and after, as they may have done so meanwhile. */
  const forgetting = async <T>(userKey: string, write: () => Promise<T>): Promise<T> => {
    forget(userKey);
    try {
      return await write();
    } finally {
      forget(userKey);
    }
  };
  const note = (userKey: string, row: StoredRow | undefined, began: { readAt: number; forgotten: number }) => {
    if (!row || row.deleting) {
      forget(userKey);
    } else if (began.forgotten === forgotten) {
      known.set(userKey, { identityId: row.identityId, readAt: began.readAt });
    }
  };
  return {
    knownIdentity: (userKey) => {
      const found = known.get(userKey);
      return found && clock.monotonic() - found.readAt < KNOWN_FOR_MS ? found.identityId : undefined;
    },
    forget,
    read: async (userKey, deadline) => {
      const began = { readAt: clock.monotonic(), forgotten };
      const row = await table.read(userKey, deadline);
      note(userKey, row, began);
      return row;
    },
    insert: (userKey, ...args) => forgetting(userKey, () => table.insert(userKey, ...args)),
    replace: (userKey, ...args) => forgetting(userKey, () => table.replace(userKey, ...args)),
    delete: (userKey, ...args) => forgetting(userKey, () => table.delete(userKey, ...args)),
  };
}
