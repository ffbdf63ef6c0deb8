import type { Deadline } from "../deadline";
import type { ApiError } from "../errors";

/**
 * Why an identity is no longer the user's.
 * - `deleted`: ACS said that it is gone from its resource;
 * - `moved`: the service moved to another ACS resource, where it is out of reach;
 * - `deletionUnfinished`: the same, while its deletion was under way: it may still be there;
 * - `restored`: an operator put another one back.
 */
export const REPLACEMENT_REASONS = ["deleted", "moved", "deletionUnfinished", "restored"] as const;
export type ReplacementReason = (typeof REPLACEMENT_REASONS)[number];

/** An identity that was the user's. */
export interface FormerIdentity {
  readonly identityId: string;
  /** ISO 8601. */
  readonly replacedAt: string;
  readonly reason: ReplacementReason;
}

/** Which ACS identity is a user's. It holds nothing that tells who the user is. */
export interface IdentityRow {
  /** `8:acs:…` */
  readonly identityId: string;
  /** The host at which ACS was asked when the row was written. Of which resource the identity is, its id tells. */
  readonly resource: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Whether the identity's deletion has begun: then it is the user's no more, and what is left of it is to be deleted. */
  readonly deleting?: true;
  /** Those before it, the oldest first; at most `MAX_HISTORY`. */
  readonly history?: readonly FormerIdentity[];
}

/** Far more than come together, and far below what a property of an entity may hold (64 KiB). */
export const MAX_HISTORY = 50;

export interface StoredRow extends IdentityRow {
  /** Changes with each change of the row. */
  readonly etag: string;
}

/**
 * Users and their ACS identities: at most one row for each user key, an opaque text. Each call ends by the deadline, and
 * rejects with an ApiError when the table has not done what was asked, or with an UncertainWriteError when nobody can
 * say whether it has.
 */
export interface IdentityTable {
  /** Sees everything that was written before. */
  read(userKey: string, deadline: Deadline): Promise<StoredRow | undefined>;
  /**
   * The row as stored; undefined when the user has a row already. That one may be this very row: a write whose answer
   * was lost is tried again, and then finds itself.
   */
  insert(userKey: string, row: IdentityRow, deadline: Deadline): Promise<StoredRow | undefined>;
  /** As `insert`, but in place of the row with that etag; undefined when that is not the user's row any more. */
  replace(userKey: string, row: IdentityRow, etag: string, deadline: Deadline): Promise<StoredRow | undefined>;
  /** Does nothing when the row with that etag is not there any more. */
  delete(userKey: string, etag: string, deadline: Deadline): Promise<void>;
}

/** The table was asked to write, and did not answer: the row may be there, may come yet, or may never come. */
export class UncertainWriteError extends Error {
  override readonly name = "UncertainWriteError";

  /** `error`: what to tell the caller. */
  constructor(readonly error: ApiError) {
    super("The table did not say whether it has written.", { cause: error });
  }
}
