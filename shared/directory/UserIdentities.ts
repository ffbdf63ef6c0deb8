import { IdentityGoneError } from "../acs/acsApiError";
import { type AcsGateway, resourceOf, type WhyGone } from "../acs/AcsGateway";
import type { AcsIdentities, GrantedToken } from "../acs/AcsIdentities";
import type { Grant } from "../acs/ScopeRefusals";
import type { Clock } from "../clock";
import { type Deadline, keepingBack } from "../deadline";
import { ApiError } from "../errors";
import type { Log } from "../log";
import type { Audit } from "../telemetry/audit";
import type { Pseudonym } from "../telemetry/pseudonym";
import {
  type FormerIdentity,
  type IdentityRow,
  MAX_HISTORY,
  type ReplacementReason,
  type StoredRow,
  UncertainWriteError,
} from "./IdentityTable";
import type { KnowingTable } from "./knowUsers";

interface UserIdentitiesOptions {
  table: KnowingTable;
  identities: Pick<
    AcsIdentities,
    "createIdentity" | "issueToken" | "revokeTokens" | "deleteIdentity" | "discardIdentity"
  >;
  gateway: Pick<AcsGateway, "whyGone" | "host">;
  clock: Clock;
  log: Log;
  audit: Audit;
  pseudonym: Pseudonym;
}

/** Kept back from writing a row, for deleting the identity that did not get into one. */
const DISCARD_MS = 1_500;

/** Kept back from reading the row and from creating an identity, for writing its row and what may follow. */
const WRITE_MS = 1_500;

/** How often one call starts over because the row, or the resource of this service, has changed meanwhile. */
const MAX_ROUNDS = 4;

/**
 * One ACS identity for each user, for life. The user key is opaque here. Whatever happens at the same time, in this
 * process or another, or fails half-way:
 * - The table decides. A token is issued only for the identity in the user's row, after it was seen there: by this call, or
 *   by one of this instance in the last `KNOWN_FOR_MS`. What another instance has done since, ACS tells where it is a
 *   deletion, and so the row is read afresh; a deletion that broke off there is finished when it is read, as is seen what
 *   a move or an operator has put into it.
 * - The row is read before ACS is asked for an identity: while the table is down, none is created.
 * - ACS decides whether the identity is still there: it is asked, whatever the row says of its resource. A row gets
 *   another identity only when ACS said in its own words that this one is gone, and it is known why: deleted from the
 *   resource in use, or of another one, which counts only after the secret was read once more. What was replaced stays in
 *   the row's history. Back at a resource of the history, the user gets that identity back.
 * - Nothing is told as done that was not done: after a move, signing out and deleting are refused.
 * - A row is marked before its identity is deleted in ACS, so a deletion that breaks off is finished by the next call.
 * - An identity that did not get into the row is deleted, but only when it is certain that it never will get there:
 *   where the outcome of the write is unknown, the row is read again, and an identity that may yet come up in it is left
 *   alone (and logged). Should a lost write come up even after other rows came and went, it heals as above.
 * - A row is replaced or deleted only as it was read, by its etag.
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
  async issueToken(userKey: string, grant: Grant, deadline: Deadline): Promise<Issued> {
    const { table, identities } = this.#options;
    const issued = await this.#issueToKnown(userKey, grant, deadline);
    if (issued) {
      return issued;
    }
    let row = await table.read(userKey, keepingBack(WRITE_MS + DISCARD_MS, deadline));
    for (let round = 1; round <= MAX_ROUNDS; round++) {
      if (!row) {
        row = await this.#establish({ userKey, deadline });
      } else if (row.deleting) {
        row = await this.#afterDeletion({ userKey, row, deadline });
      } else {
        try {
          const accessToken = await identities.issueToken(row.identityId, grant, deadline);
          return { id: row.identityId, accessToken };
        } catch (error) {
          row = await this.#afterVerdict({ userKey, row, deadline }, whenGone(error));
        }
      }
    }
    throw keepsChanging();
  }

  /**
   * Ends all tokens that the user has; without an identity there are none.
   * @throws ApiError IdentityMoved: the identity is of a resource that is out of reach
   */
  async revokeTokens(userKey: string, deadline: Deadline): Promise<void> {
    const { table, identities } = this.#options;
    const row = await table.read(userKey, deadline);
    table.forget(userKey);
    if (!row) {
      return;
    }
    const why = row.deleting
      ? await this.#finishDeletion({ userKey, row, deadline })
      : await this.#unlessGone(row.identityId, deadline, () => identities.revokeTokens(row.identityId, deadline));
    if (why === "moved") {
      throw this.#identityMoved(row);
    }
  }

  /**
   * Deletes the user's identity, with all that ACS keeps of it, and forgets that there was one.
   * @throws ApiError IdentityMoved: the identity is of a resource that is out of reach; the row stays
   */
  async deleteIdentity(userKey: string, deadline: Deadline): Promise<void> {
    const { table } = this.#options;
    for (let round = 1; round <= MAX_ROUNDS; round++) {
      const read = await table.read(userKey, deadline);
      const row = read?.deleting ? read : read && (await this.#mark({ userKey, row: read, deadline }));
      if (!read) {
        return;
      }
      if (row) {
        if ((await this.#finishDeletion({ userKey, row, deadline })) === "moved") {
          await this.#unmark({ userKey, row, deadline });
          throw this.#identityMoved(row);
        }
        return;
      }
    }
    throw keepsChanging();
  }

  /** A token without the table; undefined when the user is not known, or ACS does not have the identity any more. */
  async #issueToKnown(userKey: string, grant: Grant, deadline: Deadline): Promise<Issued | undefined> {
    const { table, identities } = this.#options;
    const id = table.knownIdentity(userKey);
    if (id === undefined) {
      return undefined;
    }
    try {
      return { id, accessToken: await identities.issueToken(id, grant, deadline) };
    } catch (error) {
      whenGone(error);
      table.forget(userKey);
      return undefined;
    }
  }

  /** The row to go on with, after ACS has said that the identity in `row` is gone. */
  async #afterVerdict(held: Held, gone: IdentityGoneError): Promise<StoredRow | undefined> {
    const { row, deadline } = held;
    const verdict = await this.#options.gateway.whyGone(row.identityId, gone, deadline);
    switch (verdict.why) {
      case "askedElsewhere":
        return row;
      case "deleted":
        return await this.#establish({ ...held, reason: "deleted" });
      case "moved":
        return await this.#afterMove(held, verdict.resource, "moved");
    }
  }

  /** The row to go on with, once the deletion that has begun is finished. */
  async #afterDeletion(held: Held): Promise<StoredRow | undefined> {
    const { userKey, row, deadline } = held;
    const { gateway, table, log } = this.#options;
    try {
      await this.#deleteInAcs(row, deadline);
    } catch (error) {
      const verdict = await gateway.whyGone(row.identityId, whenGone(error), deadline);
      if (verdict.why === "askedElsewhere") {
        return row;
      }
      if (verdict.why === "moved") {
        const message =
          "The deletion of an identity cannot be finished: this service has moved to another ACS resource.";
        log("warn", { message, id: row.identityId });
        return await this.#afterMove(held, verdict.resource, "deletionUnfinished");
      }
    }
    await table.delete(userKey, row.etag, deadline);
    this.#logOutOfReach(row);
    return await table.read(userKey, keepingBack(WRITE_MS + DISCARD_MS, deadline));
  }

  /** Gives the user the identity that they had at this resource, or a new one. */
  async #afterMove(held: Held, resource: string, reason: ReplacementReason): Promise<StoredRow | undefined> {
    const former = formerAt(resource, held.row);
    return former === undefined
      ? await this.#establish({ ...held, reason, resource })
      : await this.#putBack(held, former, reason);
  }

  async #putBack(
    { userKey, row, deadline }: Held,
    identityId: string,
    reason: ReplacementReason,
  ): Promise<StoredRow | undefined> {
    const { table } = this.#options;
    const replacement = await this.#rowFor(identityId, { row, reason, deadline });
    const outcome = await uncertainOr(table.replace(userKey, replacement, row.etag, keepingBack(DISCARD_MS, deadline)));
    const isKnown = outcome && !(outcome instanceof UncertainWriteError);
    const current = isKnown ? outcome : await table.read(userKey, deadline);
    if (current?.identityId === identityId) {
      this.#auditReplacement({ before: row, after: current, reason, deadline });
    } else if (outcome instanceof UncertainWriteError && current?.etag === row.etag) {
      throw outcome.error;
    }
    return current;
  }

  /** "done", or "moved" when the identity is of a resource that is out of reach. */
  async #finishDeletion({ userKey, row, deadline }: Held): Promise<"done" | "moved"> {
    const why = await this.#unlessGone(row.identityId, deadline, () => this.#deleteInAcs(row, deadline));
    if (why === "done") {
      await this.#options.table.delete(userKey, row.etag, deadline);
      this.#logOutOfReach(row);
    }
    return why;
  }

  /** The row's identity and, since they are as much the user's, those of its history that are of the same resource. */
  async #deleteInAcs(row: StoredRow, deadline: Deadline): Promise<void> {
    const { identities } = this.#options;
    for (const id of livingIn(row).filter(isOfSameResource(row))) {
      try {
        await identities.deleteIdentity(id, deadline);
      } catch (error) {
        whenGone(error);
      }
    }
    await identities.deleteIdentity(row.identityId, deadline);
  }

  /** Does something with an identity; "done" also when it was deleted, for then there is nothing left to be done. */
  async #unlessGone(id: string, deadline: Deadline, act: () => Promise<void>): Promise<"done" | "moved"> {
    for (let round = 1; round <= MAX_ROUNDS; round++) {
      try {
        await act();
        return "done";
      } catch (error) {
        const { why }: WhyGone = await this.#options.gateway.whyGone(id, whenGone(error), deadline);
        if (why !== "askedElsewhere") {
          return why === "deleted" ? "done" : why;
        }
      }
    }
    throw keepsChanging();
  }

  /** Notes in the row that the deletion begins; undefined when the row has changed meanwhile. */
  async #mark({ userKey, row, deadline }: Held): Promise<StoredRow | undefined> {
    const { etag, ...rest } = row;
    return await settled(this.#options.table.replace(userKey, { ...rest, deleting: true }, etag, deadline));
  }

  async #unmark({ userKey, row, deadline }: Held): Promise<void> {
    const { identityId, resource, createdAt, history } = row;
    const unmarked = { identityId, resource, createdAt, ...(history && { history }) };
    await settled(this.#options.table.replace(userKey, unmarked, row.etag, deadline));
  }

  /**
   * Creates an identity and puts it into the user's row, in place of the row that is there, if any. The row as it is
   * then: ours or another. With a `resource`, it has to be of that one.
   */
  async #establish(place: Place): Promise<StoredRow | undefined> {
    const { deadline, row: stale, resource } = place;
    const { identities } = this.#options;
    const { id } = await identities.createIdentity(undefined, keepingBack(WRITE_MS + DISCARD_MS, deadline));
    if (resource !== undefined && resourceOf(id) !== resource) {
      await this.#discard(id, deadline);
      return stale;
    }
    const outcome = await this.#write(place, id);
    if (outcome && !(outcome instanceof UncertainWriteError)) {
      return outcome;
    }
    return await this.#settle(place, id, outcome);
  }

  /** The row when it was written, undefined when another one was there first, or that nobody knows. */
  async #write(place: Place, id: string): Promise<StoredRow | undefined | UncertainWriteError> {
    const { userKey, row: stale, reason = "deleted", deadline } = place;
    const { table } = this.#options;
    const writeDeadline = keepingBack(DISCARD_MS, deadline);
    try {
      const row = await this.#rowFor(id, { row: stale, reason, deadline: writeDeadline });
      const outcome = await uncertainOr(
        stale ? table.replace(userKey, row, stale.etag, writeDeadline) : table.insert(userKey, row, writeDeadline),
      );
      if (stale && outcome && !(outcome instanceof UncertainWriteError)) {
        this.#auditReplacement({ before: stale, after: outcome, reason, deadline });
      }
      return outcome;
    } catch (error) {
      await this.#discard(id, deadline);
      throw error;
    }
  }

  /** After a write that brought no row: what the table holds now decides whether the new identity is kept. */
  async #settle(
    { userKey, row: stale, reason = "deleted", deadline }: Place,
    id: string,
    uncertain: UncertainWriteError | undefined,
  ): Promise<StoredRow | undefined> {
    const current = await this.#readAgain(userKey, id, deadline);
    if (current?.identityId === id) {
      if (stale) {
        this.#auditReplacement({ before: stale, after: current, reason, deadline });
      }
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

  async #rowFor(
    identityId: string,
    { row, reason, deadline }: { row?: StoredRow | undefined; reason: ReplacementReason; deadline: Deadline },
  ): Promise<IdentityRow> {
    const { gateway, clock } = this.#options;
    const now = new Date(clock.now()).toISOString();
    const replaced = row && { identityId: row.identityId, replacedAt: now, reason };
    const history = bounded([...(row?.history ?? []), ...(replaced ? [replaced] : [])]);
    const resource = await gateway.host(deadline);
    return { identityId, resource, createdAt: now, ...(history.length > 0 && { history }) };
  }

  #auditReplacement({ before, after, reason, deadline }: Replacement): void {
    const { audit, pseudonym } = this.#options;
    const [identity, replaced] = [after, before].map(({ identityId }) => pseudonym(identityId.toLowerCase()));
    const note = reason === "deleted" ? {} : { note: LIVES_ON };
    audit({ action: "replaceIdentity", outcome: "done", identity, replaced, reason, ...note }, deadline.record);
  }

  async #readAgain(userKey: string, id: string, deadline: Deadline): Promise<StoredRow | undefined> {
    try {
      return await this.#options.table.read(userKey, deadline);
    } catch (error) {
      this.#logUncertain(id, error);
      throw error;
    }
  }

  /** That ACS does not have it is no comfort here: it was created a moment ago, so it is of another resource. */
  async #discard(id: string, deadline: Deadline): Promise<void> {
    const { identities, log } = this.#options;
    try {
      await identities.discardIdentity(id, deadline);
    } catch (error) {
      log("error", {
        message: "An identity was created for a user who did not get it, and could not be deleted.",
        id,
        error,
      });
    }
  }

  #logUncertain(id: string, error: unknown): void {
    const message = "An identity was created, but the table did not confirm that it is the user's; it was kept.";
    this.#options.log("error", { message, id, error });
  }

  #logOutOfReach(row: StoredRow): void {
    const ids = livingIn(row).filter((id) => !isOfSameResource(row)(id));
    if (ids.length > 0) {
      const message = "A user who was deleted has identities left at other ACS resources; delete these there.";
      this.#options.log("warn", { message, ids });
    }
  }

  #identityMoved({ identityId }: StoredRow): ApiError {
    const message =
      "A user's identity belongs to another ACS resource, so it can be neither signed out nor deleted from here.";
    this.#options.log("warn", { message, id: identityId });
    return new ApiError(
      "IdentityMoved",
      "Nothing was changed: your identity belongs to another ACS resource, which this service can no longer reach. Its tokens expire within 24 hours; ask this service's operator to delete it.",
    );
  }
}

const LIVES_ON = "Tokens of the replaced identity stay valid for up to 24 hours: its ACS resource is out of reach.";

interface Issued {
  id: string;
  accessToken: GrantedToken;
}

/** A user's row, and the time there is. */
interface Held {
  userKey: string;
  row: StoredRow;
  deadline: Deadline;
}

/** Where a new identity goes. */
interface Place extends Omit<Held, "row"> {
  /** The row that it replaces, and why. */
  row?: StoredRow;
  reason?: ReplacementReason;
  /** The GUID of the ACS resource that it has to be of. */
  resource?: string;
}

interface Replacement {
  before: StoredRow;
  after: StoredRow;
  reason: ReplacementReason;
  deadline: Deadline;
}

/** What ACS says is gone is forgotten before what can still be given back. */
function bounded(history: readonly FormerIdentity[]): readonly FormerIdentity[] {
  if (history.length <= MAX_HISTORY) {
    return history;
  }
  const gone = history.findIndex(({ reason }) => reason === "deleted");
  return history.filter((_, n) => n !== Math.max(0, gone));
}

/** The ids of former identities that ACS may still have. */
function livingIn({ identityId, history = [] }: IdentityRow): string[] {
  const reasons = new Map(history.map((former) => [former.identityId, former.reason]));
  return [...reasons].flatMap(([id, reason]) => (reason === "deleted" || id === identityId ? [] : [id]));
}

function isOfSameResource(row: IdentityRow): (id: string) => boolean {
  return (id) => resourceOf(id) === resourceOf(row.identityId);
}

/** The identity that the user had at a resource when the service moved away from it. */
function formerAt(resource: string, row: IdentityRow): string | undefined {
  const former = row.history?.findLast(({ identityId }) => resourceOf(identityId) === resource);
  return former?.reason === "moved" ? former.identityId : undefined;
}

/** The error itself if it is ACS's verdict. @throws whatever else it is */
function whenGone(error: unknown): IdentityGoneError {
  if (error instanceof IdentityGoneError) {
    return error;
  }
  throw error;
}

async function uncertainOr<T>(write: Promise<T>): Promise<T | UncertainWriteError> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof UncertainWriteError) {
      return error;
    }
    throw error;
  }
}

/** Of a write whose outcome nobody knows, what to tell the caller: the next call reads the row again. */
async function settled<T>(write: Promise<T>): Promise<T> {
  const outcome = await uncertainOr(write);
  if (outcome instanceof UncertainWriteError) {
    throw outcome.error;
  }
  return outcome;
}

function keepsChanging(): ApiError {
  return new ApiError("UpstreamUnavailable", "Other requests keep changing your identity; try again in 1 second.", {
    retryAfterSeconds: 1,
  });
}
