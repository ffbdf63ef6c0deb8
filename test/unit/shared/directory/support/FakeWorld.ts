import { IdentityGoneError } from "../../../../../shared/acs/acsApiError";
import { type AcsGateway, resourceOf } from "../../../../../shared/acs/AcsGateway";
import type { AcsIdentities } from "../../../../../shared/acs/AcsIdentities";
import type { Deadline } from "../../../../../shared/deadline";
import {
  type IdentityRow,
  type IdentityTable,
  type StoredRow,
  UncertainWriteError,
} from "../../../../../shared/directory/IdentityTable";
import { ApiError } from "../../../../../shared/errors";

export type Operation = "read" | "insert" | "replace" | "remove" | "create" | "issue" | "revoke" | "delete" | "whyGone";

/**
 * How one operation fails.
 * - `refused`: surely not done;
 * - `unsent`: not done, but nobody can tell;
 * - `unanswered`: done, but nobody can tell;
 * - `repeated`: done, but the answer was lost, and the same write a second time found a row there;
 * - `late`: nobody can tell, and done some time later, if it is then still possible.
 */
export type Fault = "refused" | "unsent" | "unanswered" | "repeated" | "late";

interface FakeIdentity {
  resource: string;
  isDeleted: boolean;
}

interface Circumstances<T> {
  deadline?: Deadline;
  whenUnanswered?: (result: T) => void;
}

type Identities = Pick<
  AcsIdentities,
  "createIdentity" | "issueToken" | "revokeTokens" | "deleteIdentity" | "discardIdentity"
>;

type Gateway = Pick<AcsGateway, "whyGone" | "host">;

export const RESOURCE_A = "aaaaaaaa-1d4c-4a0b-8e2f-5b6c7d8e9f00";
export const RESOURCE_B = "bbbbbbbb-1d4c-4a0b-8e2f-5b6c7d8e9f00";

/** The id of the n-th identity that was created, in its resource. */
export function idOf(n: number, resource = RESOURCE_A): string {
  return `8:acs:${resource}_00000000-0000-0000-0000-${String(n).padStart(12, "0")}`;
}

const ASKED_WITH = { endpoint: "https://contoso.communication.azure.com", accessKey: "a2V5" };

/** ACS and the table, in which a test decides what happens in which order, and what goes wrong. */
export class FakeWorld {
  readonly rows = new Map<string, StoredRow>();
  readonly identities = new Map<string, FakeIdentity>();
  /** What each operation was, in order: the operation and the id or user it was about. */
  readonly calls: string[] = [];
  /** In milliseconds, what the latest operation of each kind was given, where it matters. */
  readonly timeLeft: Partial<Record<Operation, number | undefined>> = {};
  /** Identities that were created without anybody being told. */
  readonly unheardOf: string[] = [];
  /** The ACS resource of this service. */
  resource = RESOURCE_A;
  #etags = 0;

  /** Called before and after each effect: where other calls may come in between. */
  pause: (label: string) => Promise<void> = () => Promise.resolve();
  nextFault: (operation: Operation) => Fault | undefined = () => undefined;

  readonly table: IdentityTable = {
    read: (user, deadline) => this.#do("read", user, () => this.rows.get(user), { deadline }),
    insert: (user, row, deadline) =>
      this.#write("insert", user, () => (this.rows.has(user) ? undefined : this.put(user, row)), deadline),
    replace: (user, row, etag, deadline) =>
      this.#write(
        "replace",
        user,
        () => (this.rows.get(user)?.etag === etag ? this.put(user, row) : undefined),
        deadline,
      ),
    delete: (user, etag) =>
      this.#do("remove", user, () => {
        if (this.rows.get(user)?.etag === etag) {
          this.rows.delete(user);
        }
      }),
  };

  readonly gateway: Gateway = {
    whyGone: (id) =>
      this.#do("whyGone", id, () => {
        const { resource } = this;
        return resourceOf(id) === resource ? { why: "deleted" } : { why: "moved", resource };
      }),
    host: () => Promise.resolve("contoso.communication.azure.com"),
  };

  readonly acs: Identities = {
    createIdentity: (_, deadline) =>
      this.#do("create", "", () => ({ id: this.newIdentity() }), {
        deadline,
        whenUnanswered: ({ id }) => this.unheardOf.push(id),
      }),
    issueToken: (id) =>
      this.#do("issue", id, () => {
        this.#ownedIdentity(id);
        return { token: `token of ${id}`, expiresOn: new Date(0), refreshOn: new Date(0), scopes: ["chat"] };
      }),
    revokeTokens: (id) =>
      this.#do("revoke", id, () => {
        this.#ownedIdentity(id);
      }),
    deleteIdentity: (id) => this.#delete(id),
    discardIdentity: (id) => this.#delete(id),
  };

  newIdentity(): string {
    const id = idOf(this.identities.size + 1, this.resource);
    this.identities.set(id, { resource: this.resource, isDeleted: false });
    return id;
  }

  put(user: string, row: IdentityRow): StoredRow {
    const stored = { ...row, etag: `etag ${++this.#etags}` };
    this.rows.set(user, stored);
    return stored;
  }

  /** Somebody else writes the user's row again, so. */
  change(user: string, changes: Partial<IdentityRow>): void {
    const row = this.rows.get(user);
    if (row) {
      this.put(user, { ...row, ...changes });
    }
  }

  /** A user whose identity was created some time ago. */
  seed(user: string): string {
    const identityId = this.newIdentity();
    const resource = "contoso.communication.azure.com";
    this.put(user, { identityId, resource, createdAt: "2026-01-01T00:00:00.000Z" });
    return identityId;
  }

  /** Somebody deletes the user's identity in ACS itself. */
  deleteBehind(user: string): void {
    const identity = this.identities.get(this.rows.get(user)?.identityId ?? "");
    if (identity) {
      identity.isDeleted = true;
    }
  }

  /** The identities of the present resource that exist, and are no user's. */
  orphans(): string[] {
    const used = new Set([...this.rows.values()].map(({ identityId }) => identityId));
    return [...this.identities]
      .filter(([id, { resource, isDeleted }]) => !isDeleted && resource === this.resource && !used.has(id))
      .map(([id]) => id);
  }

  #delete(id: string): Promise<void> {
    return this.#do("delete", id, () => {
      this.#ownedIdentity(id).isDeleted = true;
    });
  }

  #ownedIdentity(id: string): FakeIdentity {
    const identity = this.identities.get(id);
    if (!identity || identity.isDeleted || identity.resource !== this.resource) {
      throw new IdentityGoneError("issueToken", ASKED_WITH, undefined);
    }
    return identity;
  }

  async #do<T>(
    operation: Operation,
    subject: string,
    act: () => T,
    { deadline, whenUnanswered = () => undefined }: Circumstances<T> = {},
  ): Promise<T> {
    this.timeLeft[operation] = deadline?.remaining();
    await this.pause(`${operation} ${subject}`);
    this.calls.push(`${operation} ${subject}`.trim());
    const fault = this.nextFault(operation);
    if (fault === "unanswered") {
      whenUnanswered(act());
    }
    if (fault) {
      throw new ApiError("UpstreamUnavailable", `${operation} failed`);
    }
    const result = act();
    await this.pause(`${operation} ${subject} done`);
    return result;
  }

  async #write<T>(
    operation: "insert" | "replace",
    user: string,
    act: () => T,
    deadline: Deadline,
  ): Promise<T | undefined> {
    this.timeLeft[operation] = deadline.remaining();
    await this.pause(`${operation} ${user}`);
    this.calls.push(`${operation} ${user}`);
    const fault = this.nextFault(operation);
    if (fault === "unanswered" || fault === "repeated") {
      act();
    }
    if (fault === "repeated") {
      return undefined;
    }
    if (fault === "late") {
      void this.pause(`late ${operation} ${user}`).then(act);
    }
    if (fault) {
      const error = new ApiError("UpstreamUnavailable", `${operation} failed`);
      throw fault === "refused" ? error : new UncertainWriteError(error);
    }
    const result = act();
    await this.pause(`${operation} ${user} done`);
    return result;
  }
}
