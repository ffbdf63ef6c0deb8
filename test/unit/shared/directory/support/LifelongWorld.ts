import type { AccessToken } from "@azure/identity";
import type { AcsClient } from "../../../../../shared/acs/AcsClient";
import { acsFailure } from "../../../../../shared/acs/acsFailure";
import { AcsGateway } from "../../../../../shared/acs/AcsGateway";
import { AcsIdentities } from "../../../../../shared/acs/AcsIdentities";
import { ScopeRefusals } from "../../../../../shared/acs/ScopeRefusals";
import type { Clock } from "../../../../../shared/clock";
import type { AcsConnection } from "../../../../../shared/connection/AcsConnection";
import { ConnectionSource } from "../../../../../shared/connection/ConnectionSource";
import { identityOrigin, keyVaultOrigin } from "../../../../../shared/connection/origins";
import type { ConnectionString } from "../../../../../shared/connection/parseConnectionString";
import type { Deadline } from "../../../../../shared/deadline";
import {
  type IdentityRow,
  type IdentityTable,
  type StoredRow,
  UncertainWriteError,
} from "../../../../../shared/directory/IdentityTable";
import { type KnowingTable, KNOWN_FOR_MS, knowUsers } from "../../../../../shared/directory/knowUsers";
import { UserIdentities } from "../../../../../shared/directory/UserIdentities";
import { ApiError } from "../../../../../shared/errors";
import { UpstreamFailure } from "../../../../../shared/resilience/UpstreamFailure";
import { noTeamsAccess } from "../../../../support/noTeamsAccess";

/** Two ACS resources, each under two host names. */
export const HOSTS = { a1: "A", a2: "A", b1: "B", b2: "B" } as const;
export type Host = keyof typeof HOSTS;
type ResourceName = (typeof HOSTS)[Host];

const GUIDS: Record<ResourceName, string> = {
  A: "aaaaaaaa-1d4c-4a0b-8e2f-5b6c7d8e9f00",
  B: "bbbbbbbb-1d4c-4a0b-8e2f-5b6c7d8e9f00",
};

/** How one step fails: surely not done; done, but nobody can tell; not done, but nobody can tell. */
export type StepFault = "refused" | "unanswered" | "unsent";

/** What is taken out of the service, to see that the rules below notice. */
export type Break = "verdict" | "confirmation" | "resource" | "history" | "claim" | "mark" | "forget" | "age";

/** One process of the service. */
export interface Instance {
  users: UserIdentities;
  /** The identities that it may have a token issued for without reading the row. */
  knownOf(user: string): Set<string>;
  /** Moves its wall clock. */
  stepWall(milliseconds: number): void;
  /** It does nothing any more; who waits for it is told nothing. */
  crash(): void;
  crashed: Promise<never>;
}

class CrashError extends Error {
  override readonly name = "CrashError";
}

interface Identity {
  resource: string;
  isDeleted: boolean;
}

/** What one process read of a row, and when it began to: since it last wrote the row itself. */
interface Seen {
  id: string;
  at: number;
}

interface Moment {
  /** The user's row, from here on. */
  row: StoredRow | undefined;
  at: number;
}

const DEADLINE: Deadline = { remaining: () => 7_500 };
const HOUR_MS = 3_600_000;
const STEP_MS = 7;
const STARTED = Date.UTC(2026, 0, 31, 12);
/** So short that a story sees it renewed, and also one that has ended. */
const TOKEN_LIFE_MS = 120_000;

/**
 * ACS, Key Vault, the table and the instances of this service: all real above the SDK, the vault's read and the table's
 * rows. It holds every change of a row, and every answer, against the rules of the directory.
 */
export class LifelongWorld {
  readonly identities = new Map<string, Identity>();
  readonly tokens = new Map<string, { id: string; isRevoked: boolean; at: number }>();
  readonly rows = new Map<string, StoredRow>();
  readonly violations: string[] = [];
  readonly foreign = new Set<Host>();
  readonly deletionAsked = new Set<string>();
  /** What the vault names, or the setting, and whether the vault, or what gives out tokens, is down. */
  vaultHost: Host = "a1";
  isVaultDown = false;
  pause: (label: string) => Promise<void> = () => Promise.resolve();
  nextFault: () => StepFault | undefined = () => undefined;
  /** Counts steps: what is later has a larger number. */
  #step = 0;
  #time = 0;
  #etags = 0;
  #entraTokens = 0;
  /** The identities that ACS was asked to delete, and when. */
  readonly #deletionBegun = new Map<string, number>();
  /** The identity of a user's row whose deletion has begun, and was not told as done. */
  readonly #brokenOff = new Map<string, { id: string; at: number }>();
  readonly #moments = new Map<string, Moment[]>();
  /** The resources that the vault named, from which step on. */
  readonly #named: { resource: string; at: number }[] = [{ resource: GUIDS.A, at: 0 }];

  /** `keyless`: its instances call ACS as the app's identity, each at the endpoint that is set when it starts. */
  constructor(
    readonly keyless: boolean,
    readonly broken?: Break,
  ) {}

  start(): Instance {
    let wall = STARTED;
    let isCrashed = false;
    let crash: (error: Error) => void = () => undefined;
    const crashed = new Promise<never>((_, reject) => (crash = reject));
    crashed.catch(() => undefined);
    /** A step of this process: others may come in between, and after a crash it never comes to an end. */
    const step = async (label: string) => {
      await this.pause(label);
      this.#step++;
      this.#time += STEP_MS;
      await (isCrashed ? new Promise<never>(() => undefined) : undefined);
    };
    const clock: Clock = {
      now: () => wall + this.#time,
      monotonic: () => this.#time,
      sleep: async (milliseconds) => {
        const end = this.#time + milliseconds;
        await step("sleep");
        this.#time = Math.max(this.#time, end);
      },
      alarm: () => () => undefined,
    };
    const log = () => undefined;
    const telemetry = { log, audit: () => undefined, pseudonym: (id: string) => id };
    const origin = this.keyless
      ? identityOrigin(endpointOf(this.vaultHost), () => this.#fetchToken(step))
      : keyVaultOrigin(() => this.#readSecret(step), 60);
    const connections = new ConnectionSource({ origin, clock, log });
    const gateway = new AcsGateway({
      connections,
      createClient: () => Promise.resolve((connection) => this.#client(connection, step)),
      clock,
      random: () => 0,
      limitFactor: 100,
      ...telemetry,
    });
    const scopeRefusals = new ScopeRefusals({ clock, log });
    const identities = new AcsIdentities({ gateway, scopeRefusals, party: "users", clock, random: () => 0, log });
    const seen = new Map<string, Seen[]>();
    const users = new UserIdentities({
      table: this.#knowing(this.#table(step, seen), clock),
      ...this.#brokenOr(identities, gateway, connections),
      clock,
      ...telemetry,
    });
    return {
      users,
      knownOf: (user) => {
        const fresh = (seen.get(user) ?? []).filter(({ at }) => this.#time - at < KNOWN_FOR_MS);
        return new Set(fresh.map(({ id }) => id));
      },
      crashed,
      stepWall: (milliseconds) => {
        wall += milliseconds;
      },
      crash: () => {
        isCrashed = true;
        crash(new CrashError("The process has crashed."));
      },
    };
  }

  letTimePass(milliseconds: number): void {
    this.#time += milliseconds;
  }

  moveTo(host: Host): void {
    this.vaultHost = host;
    this.#named.push({ resource: GUIDS[HOSTS[host]], at: ++this.#step });
  }

  deleteBehind(user: string): void {
    const identity = this.identities.get(this.rows.get(user)?.identityId ?? "");
    if (identity) {
      identity.isDeleted = true;
    }
  }

  async issue(user: string, instance: Instance): Promise<string | undefined> {
    const began = this.#step;
    const known = instance.knownOf(user);
    const id = await this.#answer(instance, async (users) => {
      const { id } = await users.issueToken(user, { scopes: ["chat"], scopesBy: "caller" }, DEADLINE);
      return id;
    });
    if (id === undefined || known.has(id)) {
      return id;
    }
    if (!this.#idsSince(began, user).includes(id)) {
      this.violations.push(`a token of ${user} for ${id}, which was in no row of theirs`);
    }
    const { id: unfinished, at = 0 } = this.#brokenOff.get(user) ?? {};
    if (unfinished === id && at <= began) {
      this.violations.push(`a token of ${user} for ${id}, whose deletion has begun`);
    }
    return id;
  }

  async revoke(user: string, instance: Instance): Promise<void> {
    const began = this.#step;
    const done = await this.#answer(instance, async (users) => {
      await users.revokeTokens(user, DEADLINE);
      return true;
    });
    const isEnded = (id: string | undefined) => id === undefined || !this.#hasValidToken(id, began);
    if (done && !this.#idsSince(began, user).some(isEnded)) {
      this.violations.push(`${user} was told to be signed out, and is not`);
    }
  }

  async delete(user: string, instance: Instance): Promise<void> {
    const began = this.#step;
    this.deletionAsked.add(user);
    const done = await this.#answer(instance, async (users) => {
      try {
        await users.deleteIdentity(user, DEADLINE);
      } catch (error) {
        if (error instanceof ApiError && error.code === "IdentityMoved") {
          this.#brokenOff.delete(user);
        }
        throw error;
      }
      return true;
    });
    const isGone = (id: string | undefined) => id === undefined || this.identities.get(id)?.isDeleted === true;
    if (done && !this.#idsSince(began, user).some(isGone)) {
      this.violations.push(`${user} was told to be deleted, and is not`);
    }
    const id = this.#idsSince(began, user).find((each) => (this.#deletionBegun.get(each ?? "") ?? -1) > began);
    if (!done && id !== undefined) {
      this.#brokenOff.set(user, { id, at: this.#step });
    }
  }

  /** The identities, at one resource, that were in a user's row and that ACS still has. */
  livingOf(user: string, resource: string): string[] {
    const ids = new Set((this.#moments.get(user) ?? []).flatMap(({ row }) => row?.identityId ?? []));
    return [...ids].filter((id) => {
      const identity = this.identities.get(id);
      return identity?.resource === resource && !identity.isDeleted;
    });
  }

  get resource(): string {
    return GUIDS[HOSTS[this.vaultHost]];
  }

  async #answer<T>(instance: Instance, ask: (users: UserIdentities) => Promise<T>): Promise<T | undefined> {
    try {
      return await Promise.race([ask(instance.users), instance.crashed]);
    } catch (error) {
      if (!(error instanceof ApiError || error instanceof CrashError)) {
        throw error;
      }
      if (error instanceof ApiError && ["IdentityNotFound", "InternalError"].includes(error.code)) {
        this.violations.push(`a user was told ${error.code}`);
      }
      return undefined;
    }
  }

  /** The ids that the user's row had at some moment since then; undefined for none. */
  #idsSince(began: number, user: string): (string | undefined)[] {
    const moments = this.#moments.get(user) ?? [];
    const first = moments.findLastIndex(({ at }) => at <= began);
    const ids = moments.slice(Math.max(0, first)).map(({ row }) => row?.identityId);
    return first < 0 ? [undefined, ...ids] : ids;
  }

  #hasValidToken(id: string, before: number): boolean {
    const isDeleted = this.identities.get(id)?.isDeleted ?? true;
    return (
      !isDeleted && [...this.tokens.values()].some((token) => token.id === id && token.at <= before && !token.isRevoked)
    );
  }

  async #fetchToken(step: (label: string) => Promise<void>): Promise<AccessToken> {
    await step("fetch token");
    if (this.isVaultDown) {
      throw new ApiError("UpstreamUnavailable", "No token can be fetched.");
    }
    const token = { token: `${++this.#entraTokens}`, expiresOnTimestamp: STARTED + this.#time + TOKEN_LIFE_MS };
    await step("token was fetched");
    return token;
  }

  async #readSecret(step: (label: string) => Promise<void>): Promise<ConnectionString> {
    await step("read secret");
    if (this.isVaultDown) {
      throw new ApiError("UpstreamUnavailable", "Key Vault cannot be reached.");
    }
    const host = this.vaultHost;
    await step("secret was read");
    return { endpoint: endpointOf(host), accessKey: "a2V5" };
  }

  #client({ endpoint }: AcsConnection, step: (label: string) => Promise<void>): AcsClient {
    const host = (Object.keys(HOSTS) as Host[]).find((each) => endpoint.includes(each)) ?? "a1";
    const resource = GUIDS[HOSTS[host]];
    const call = async <T>(label: string, act: () => T): Promise<T> => {
      await step(`${label} at ${host}`);
      if (this.foreign.has(host)) {
        throw this.broken === "verdict" ? notFound() : acsFailure({ status: 404, cause: undefined }, "accessKey", 0);
      }
      const fault = this.nextFault();
      const result = fault === "refused" || fault === "unsent" ? undefined : act();
      if (fault) {
        throw new UpstreamFailure("unavailable", { mayHaveActed: fault !== "refused", cause: undefined });
      }
      await step(`${label} at ${host} done`);
      return result as T;
    };
    const owned = (id: string): Identity => {
      const identity = this.identities.get(id);
      if (!identity || identity.isDeleted || identity.resource !== resource) {
        throw acsFailure({ status: 401, code: "IdentityNotOwned", cause: undefined }, "accessKey", 0);
      }
      return identity;
    };
    return {
      ...noTeamsAccess,
      createIdentity: () =>
        call("create", () => {
          const id = `8:acs:${resource}_00000000-0000-0000-0000-${String(this.identities.size + 1).padStart(12, "0")}`;
          this.identities.set(id, { resource, isDeleted: false });
          return { id };
        }),
      issueToken: (id) =>
        call("issue", () => {
          owned(id);
          const token = `token ${this.tokens.size + 1}`;
          this.tokens.set(token, { id, isRevoked: false, at: this.#step });
          return { token, expiresOn: new Date(HOUR_MS) };
        }),
      revokeTokens: (id) =>
        call("revoke", () => {
          owned(id);
          for (const token of this.tokens.values()) {
            token.isRevoked ||= token.id === id;
          }
        }),
      deleteIdentity: (id) => {
        if (this.identities.get(id)?.resource === resource) {
          this.#deletionBegun.set(id, ++this.#step);
        }
        return call("delete", () => {
          owned(id).isDeleted = true;
        });
      },
    };
  }

  #knowing(table: IdentityTable, clock: Clock): KnowingTable {
    if (this.broken === "age") {
      return knowUsers(table, { ...clock, monotonic: () => 0 });
    }
    const knowing = knowUsers(table, clock);
    const writesUnnoticed: KnowingTable = {
      ...table,
      read: (...args) => knowing.read(...args),
      knownIdentity: (user) => knowing.knownIdentity(user),
      forget: (user) => {
        knowing.forget(user);
      },
    };
    return this.broken === "forget" ? writesUnnoticed : knowing;
  }

  #table(step: (label: string) => Promise<void>, seen: Map<string, Seen[]>): IdentityTable {
    const write = async (
      label: string,
      user: string,
      act: () => StoredRow | undefined,
    ): Promise<StoredRow | undefined> => {
      seen.delete(user);
      await step(label);
      const fault = this.nextFault();
      const error = new ApiError("UpstreamUnavailable", `${label} failed`);
      if (fault === "refused") {
        throw error;
      }
      const result = fault === "unsent" ? undefined : act();
      if (fault) {
        throw new UncertainWriteError(error);
      }
      await step(`${label} done`);
      return result;
    };
    return {
      read: async (user) => {
        const at = this.#time;
        await step("read row");
        if (this.nextFault()) {
          throw new ApiError("UpstreamUnavailable", "read failed");
        }
        const row = this.rows.get(user);
        await step("row was read");
        if (row && !row.deleting) {
          seen.set(user, [...(seen.get(user) ?? []), { id: row.identityId, at }]);
        }
        return row;
      },
      insert: (user, row) => write("insert", user, () => (this.rows.has(user) ? undefined : this.#put(user, row))),
      replace: (user, row, etag) =>
        write("replace", user, () => (this.rows.get(user)?.etag === etag ? this.#put(user, row) : undefined)),
      delete: async (user, etag) => {
        seen.delete(user);
        await step("remove row");
        if (this.nextFault()) {
          throw new ApiError("UpstreamUnavailable", "remove failed");
        }
        if (this.rows.get(user)?.etag === etag) {
          this.#remove(user);
        }
      },
    };
  }

  #put(user: string, given: IdentityRow): StoredRow {
    const row = this.#brokenOrAsGiven(given);
    const before = this.rows.get(user);
    if (before && before.identityId !== row.identityId) {
      this.#judgeReplacement(user, before, row);
    }
    if ([...this.rows].some(([other, { identityId }]) => other !== user && identityId === row.identityId)) {
      this.violations.push(`${user} has another user's identity`);
    }
    const stored = { ...row, etag: `etag ${++this.#etags}` };
    this.rows.set(user, stored);
    this.#note(user, stored);
    return stored;
  }

  #brokenOrAsGiven(row: IdentityRow): IdentityRow {
    const { identityId, resource, createdAt, deleting, history } = row;
    const columns = { identityId, resource, createdAt };
    if (this.broken === "history") {
      return { ...columns, ...(deleting && { deleting }) };
    }
    return this.broken === "mark" ? { ...columns, ...(history && { history }) } : row;
  }

  #remove(user: string): void {
    const row = this.rows.get(user);
    if (!this.deletionAsked.has(user) || this.identities.get(row?.identityId ?? "")?.isDeleted !== true) {
      this.violations.push(`the row of ${user} was removed, and its identity is not deleted`);
    }
    this.rows.delete(user);
    this.#note(user, undefined);
  }

  #note(user: string, row: StoredRow | undefined): void {
    this.#moments.set(user, [...(this.#moments.get(user) ?? []), { row, at: ++this.#step }]);
  }

  /** An identity gives way only when it is deleted, or when the vault has named another resource since it was there. */
  #judgeReplacement(user: string, before: StoredRow, after: IdentityRow): void {
    const { resource, isDeleted } = this.identities.get(before.identityId) ?? { resource: "", isDeleted: true };
    const since = this.#moments.get(user)?.at(-1)?.at ?? 0;
    const named = this.#named.slice(this.#named.findLastIndex(({ at }) => at <= since));
    if (!isDeleted && named.every((each) => each.resource === resource)) {
      this.violations.push(`${user} lost ${before.identityId}, which is there, for ${after.identityId}`);
    }
    const kept = new Set(after.history?.map(({ identityId }) => identityId));
    const expected = [before.identityId, ...(before.history ?? []).map(({ identityId }) => identityId)];
    if (expected.some((id) => !kept.has(id))) {
      this.violations.push(`the history of ${user} has lost an identity`);
    }
  }

  /** The service as it is, or without one of its rules. */
  #brokenOr(identities: AcsIdentities, gateway: AcsGateway, connections: ConnectionSource): Needs {
    const host = (deadline: Deadline) => gateway.host(deadline);
    switch (this.broken) {
      case "confirmation":
        return {
          identities,
          gateway: {
            host,
            whyGone: async () => {
              const { endpoint } = await connections.get(DEADLINE);
              return { why: "moved", resource: GUIDS[endpoint.includes("//a") ? "A" : "B"] };
            },
          },
        };
      case "resource":
        return { identities, gateway: { host, whyGone: () => Promise.resolve({ why: "deleted" }) } };
      case "claim":
        return {
          gateway,
          identities: {
            createIdentity: (...args) => identities.createIdentity(...args),
            issueToken: (...args) => identities.issueToken(...args),
            revokeTokens: (...args) => identities.revokeTokens(...args).catch(() => undefined),
            deleteIdentity: (...args) => identities.deleteIdentity(...args),
            discardIdentity: (...args) => identities.discardIdentity(...args),
          },
        };
      case "history":
      case "mark":
      case "verdict":
      case "forget":
      case "age":
      case undefined:
        return { identities, gateway };
    }
  }
}

function endpointOf(host: Host): string {
  return `https://${host}.example`;
}

type Needs = Pick<ConstructorParameters<typeof UserIdentities>[0], "identities" | "gateway">;

function notFound(): UpstreamFailure {
  return new UpstreamFailure("notFound", { mayHaveActed: false, cause: undefined });
}
