import type { AcsIdentities } from "../acs/AcsIdentities";
import type { TokenGrant } from "../acs/AcsIdentityClient";
import type { IssuedToken } from "../acs/refreshOn";
import type { Clock } from "../clock";
import { type Deadline, keepingBack } from "../deadline";
import { ApiError } from "../errors";
import type { Log } from "../log";
import { type IdentityRow, type IdentityTable, type StoredRow, UncertainWriteError } from "./IdentityTable";

interface UserIdentitiesOptions {
  table: IdentityTable;
  identities: Pick<AcsIdentities, "createIdentity" | "issueToken" | "revokeTokens" | "deleteIdentity" | "resource">;
  clock: Clock;
  log: Log;
}

/** Kept back from writing a row, for deleting the identity that did not get into one. */
const DISCARD_MS = 1_500;

/** Kept back from reading the row and from creating an identity, for writing its row and what may follow. */
const WRITE_MS = 1_500;

/** How often one call starts over because other calls for the same user came in between. */
const MAX_ROUNDS = 3;

/**
 * One ACS identity for each user, for life. The user key is opaque here. Whatever happens at the same time, in this
 * process or another, or fails half-way:
 * - The table decides. A token is issued only for the identity in the user's row, after it was seen there.
 * - The row is read before ACS is asked for an identity: while the table is down, none is created.
 * - An identity that did not get into the row is deleted, but only when it is certain that it never will get there:
 *   where the outcome of the write is unknown, the row is read again, and an identity that may yet come up in it is left
 *   alone (and logged). Should a lost write come up even after other rows came and went, it heals as below.
 * - A row is replaced or deleted only as it was read, by its etag.
 * - A row whose identity ACS does not know, or which is of another ACS resource, gets a new identity with the next
 *   token. So it does not matter where a deletion, identity first and row second, breaks off.
 *
 * A crash between creating an identity and writing the row leaves an identity without a user, never a user with two.
 * All methods reject with an ApiError.
 */
export class UserIdentities {
  readonly #options: UserIdentitiesOptions;

  constructor(options: UserIdentitiesOptions) {
    this.#options = options;
  }

  /** The first call creates the user's identity, later ones issue tokens for the same one. */
  async issueToken(
    userKey: string,
    grant: TokenGrant,
    deadline: Deadline,
  ): Promise<{ id: string; accessToken: IssuedToken }> {
    let row = await this.#options.table.read(userKey, keepingBack(WRITE_MS + DISCARD_MS, deadline));
    for (let round = 1; round <= MAX_ROUNDS; round++) {
      const accessToken = row && (await this.#issueFor(row, grant, deadline));
      if (row && accessToken) {
        return { id: row.identityId, accessToken };
      }
      row = await this.#establish(userKey, row, deadline);
    }
    throw new ApiError("UpstreamUnavailable", "This user's identity keeps changing; try again.", {
      retryAfterSeconds: 1,
    });
  }

  /** Ends all tokens that the user has; without an identity there are none. */
  async revokeTokens(userKey: string, deadline: Deadline): Promise<void> {
    const { table, identities } = this.#options;
    const row = await table.read(userKey, deadline);
    if (row) {
      await ifFound(identities.revokeTokens(row.identityId, deadline));
    }
  }

  /** Deletes the user's identity, with all that ACS keeps of it, and forgets that there was one. */
  async deleteIdentity(userKey: string, deadline: Deadline): Promise<void> {
    const { table, identities } = this.#options;
    const row = await table.read(userKey, deadline);
    if (row) {
      await ifFound(identities.deleteIdentity(row.identityId, deadline));
      await table.delete(userKey, row.etag, deadline);
    }
  }

  /** Undefined when ACS does not have the row's identity (any more). */
  async #issueFor(row: StoredRow, grant: TokenGrant, deadline: Deadline): Promise<IssuedToken | undefined> {
    const { identities } = this.#options;
    return row.resource === (await identities.resource(deadline, row.resource))
      ? await ifFound(identities.issueToken(row.identityId, grant, deadline))
      : undefined;
  }

  /** Creates an identity and puts it into the user's row, in place of `stale`. The row as it is then: ours or another. */
  async #establish(userKey: string, stale: StoredRow | undefined, deadline: Deadline): Promise<StoredRow | undefined> {
    const { identities, clock } = this.#options;
    const { id } = await identities.createIdentity(undefined, keepingBack(WRITE_MS + DISCARD_MS, deadline));
    // Asked afterwards: if the service moves in between, the row names the new resource, and ACS tells it from there.
    const resource = await identities.resource(deadline);
    const row: IdentityRow = { identityId: id, resource, createdAt: new Date(clock.now()).toISOString() };
    const outcome = await this.#write(userKey, row, stale, deadline);
    if (outcome && !(outcome instanceof UncertainWriteError)) {
      return outcome;
    }
    return await this.#settle(userKey, id, { stale, uncertain: outcome, deadline });
  }

  /** The row when it was written, undefined when another one was there first, or that nobody knows. */
  async #write(
    userKey: string,
    row: IdentityRow,
    stale: StoredRow | undefined,
    deadline: Deadline,
  ): Promise<StoredRow | undefined | UncertainWriteError> {
    const { table } = this.#options;
    const writeDeadline = keepingBack(DISCARD_MS, deadline);
    try {
      return stale
        ? await table.replace(userKey, row, stale.etag, writeDeadline)
        : await table.insert(userKey, row, writeDeadline);
    } catch (error) {
      if (error instanceof UncertainWriteError) {
        return error;
      }
      await this.#discard(row.identityId, deadline);
      throw error;
    }
  }

  /** After a write that brought no row: what the table holds now decides whether the new identity is kept. */
  async #settle(
    userKey: string,
    id: string,
    { stale, uncertain, deadline }: Unsettled,
  ): Promise<StoredRow | undefined> {
    const current = await this.#readAgain(userKey, id, deadline);
    if (current?.identityId === id) {
      return current;
    }
    if (uncertain && current?.etag === stale?.etag) {
      // Nothing has changed yet, but what was sent may still be on its way.
      this.#logUncertain(id, uncertain.error);
      throw uncertain.error;
    }
    await this.#discard(id, deadline);
    return current;
  }

  async #readAgain(userKey: string, id: string, deadline: Deadline): Promise<StoredRow | undefined> {
    try {
      return await this.#options.table.read(userKey, deadline);
    } catch (error) {
      this.#logUncertain(id, error);
      throw error;
    }
  }

  async #discard(id: string, deadline: Deadline): Promise<void> {
    const { identities, log } = this.#options;
    try {
      await ifFound(identities.deleteIdentity(id, deadline));
    } catch (error) {
      log("error", { message: "An identity that became nobody's could not be deleted.", id, error });
    }
  }

  #logUncertain(id: string, error: unknown): void {
    const message = "An identity was created, but the table did not say whether it is the user's now; it was kept.";
    this.#options.log("error", { message, id, error });
  }
}

interface Unsettled {
  /** The row that was to be replaced. */
  stale: StoredRow | undefined;
  /** Set when the write may yet be done. */
  uncertain: UncertainWriteError | undefined;
  deadline: Deadline;
}

/** Undefined when ACS does not have the identity. */
async function ifFound<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ApiError && error.code === "IdentityNotFound") {
      return undefined;
    }
    throw error;
  }
}
