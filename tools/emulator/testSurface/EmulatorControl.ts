import type { LoopbackServer } from "../../kit/LoopbackServer";
import { accessKey, connectionString, regenerateAccessKey, resetAccessKeys } from "../acs/accessKeys";
import type { Retirement } from "../acs/AcsContext";
import type { RateLimits } from "../acs/RateLimits";
import { type TokenVerdict, validateToken } from "../acs/tokenValidity";
import type { AdjustableClock } from "../AdjustableClock";
import type { EntraTokens, RoleAccess, UserTokenRequest } from "../entraTokens";
import type { Fault, Faults } from "../faults";
import type { JwtKey } from "../jwt";
import type { Secrets } from "../keyVault/Secrets";
import type { Counts, LoggedRequest, RequestCounts, RequestLog } from "../requestLog";
import { plantSeed, type Seed } from "../seed";
import { forEachService, type ServiceName, serviceNames } from "../Service";
import type { AccessKeyName, Store } from "../store/Store";
import { wellKnown } from "../wellKnown";

/** The parts of the emulator that can be worked on from outside. */
export interface ControlledParts {
  readonly store: Store;
  readonly clock: AdjustableClock;
  readonly faults: Faults;
  readonly counts: RequestCounts;
  readonly requestLog: RequestLog;
  readonly secrets: Secrets;
  readonly entraTokens: EntraTokens;
  readonly acsAccess: RoleAccess;
  readonly vaultAccess: RoleAccess;
  readonly retirement: Retirement;
  readonly rateLimits: RateLimits | undefined;
  readonly tokenKey: JwtKey;
  readonly randomBytes: (size: number) => Buffer;
  readonly servers: Readonly<Record<ServiceName, LoopbackServer>>;
  readonly seed: Seed;
}

export interface EmulatorState {
  /** ISO 8601, the emulator's time. */
  readonly now: string;
  readonly identities: readonly { readonly id: string; readonly deleted: boolean }[];
  readonly requests: Counts;
  readonly faults: Partial<Record<ServiceName, Fault>>;
  readonly listening: Readonly<Record<ServiceName, boolean>>;
  readonly acs: { readonly accessAllowed: boolean; readonly after2028: boolean };
  readonly keyVault: { readonly accessAllowed: boolean };
}

/** What may be done to the emulator behind its clients' backs. */
export class EmulatorControl {
  readonly #parts: ControlledParts;
  /** As it was started. */
  readonly #after2028: boolean;

  constructor(parts: ControlledParts) {
    this.#parts = parts;
    this.#after2028 = parts.retirement.isPast;
  }

  /** Everything as after a fresh start: state, keys, time, faults, counts, access, listeners. */
  async reset(): Promise<void> {
    const { clock, counts, requestLog, entraTokens, acsAccess, vaultAccess, rateLimits } = this.#parts;
    await this.#resetStore();
    rateLimits?.reset();
    clock.reset();
    counts.reset();
    requestLog.reset();
    this.#setFaultsOfSeed();
    acsAccess.allowed = true;
    vaultAccess.allowed = true;
    this.setAfter2028(this.#after2028);
    entraTokens.tenantId = wellKnown.tenantId;
    for (const service of serviceNames) {
      await this.listen(service, true);
    }
  }

  /**
   * Makes ready what the store holds and the seed asks for: a new resource when it holds none. The vault's connection string is brought up to
   * date when it has one of the resource's keys and names a port of another run.
   */
  async prepare(): Promise<void> {
    const { store, secrets } = this.#parts;
    this.#setFaultsOfSeed();
    if (store.read(({ accessKeys }) => accessKeys.all()).length === 0) {
      return this.#resetStore();
    }
    await store.transact((tables) => {
      const kept = tables.secrets.get(wellKnown.secretName)?.versions.at(-1)?.value ?? "";
      const key = tables.accessKeys.all().find(({ value }) => kept.endsWith(`;accesskey=${value}`));
      const value = key && this.#connectionStringWith(key.value);
      if (value !== undefined && value !== kept) {
        secrets.setWithin(tables, wellKnown.secretName, value);
      }
      plantSeed(tables, secrets, this.#parts.seed);
    });
  }

  #setFaultsOfSeed(): void {
    this.clearFaults();
    for (const service of serviceNames) {
      const fault = this.#parts.seed.faults?.[service];
      if (fault) {
        this.setFault(service, fault);
      }
    }
  }

  async #resetStore(): Promise<void> {
    await this.#parts.store.transact((tables) => {
      tables.identities.clear();
      tables.customIds.clear();
      tables.teamsAssignments.clear();
      tables.entraAssignments.clear();
      tables.secrets.clear();
      resetAccessKeys(tables);
      plantSeed(tables, this.#parts.secrets, this.#parts.seed);
      const value = this.#connectionStringWith(wellKnown.accessKeys.primary);
      this.#parts.secrets.setIfAbsent(tables, wellKnown.secretName, value);
    });
  }

  /**
   * Makes a new access key. `updateVault` (default true) stores its connection string as the secret's new version in
   * the same step, so that no client sees one without the other.
   */
  async regenerateKey(name: AccessKeyName, { updateVault = true } = {}): Promise<{ connectionString: string }> {
    return this.#parts.store.transact((tables) => {
      regenerateAccessKey(tables, name, this.#parts.randomBytes);
      const value = this.#connectionStringWith(accessKey(tables, name).value);
      if (updateVault) {
        this.#parts.secrets.setWithin(tables, wellKnown.secretName, value);
      }
      return { connectionString: value };
    });
  }

  /** With the present access key of that name. */
  connectionString(name: AccessKeyName): string {
    return this.#connectionStringWith(this.#parts.store.read((tables) => accessKey(tables, name)).value);
  }

  /** Whether a token opens calls and chats now. */
  validateToken(token: string): TokenVerdict {
    const { tokenKey, store, clock } = this.#parts;
    return validateToken(token, tokenKey, store, clock.now());
  }

  setFault(service: ServiceName, fault: Fault): void {
    this.#parts.faults.set(service, fault);
  }

  /** Of one service, or of all. */
  clearFaults(service?: ServiceName): void {
    for (const each of service ? [service] : serviceNames) {
      this.#parts.faults.clear(each);
    }
  }

  state(): EmulatorState {
    const { store, clock, faults, counts, acsAccess, vaultAccess, retirement, servers } = this.#parts;
    const identities = store.read((tables) => tables.identities.all());
    return {
      now: new Date(clock.now()).toISOString(),
      identities: identities.map(({ id, deleted }) => ({ id, deleted })),
      requests: counts.all(),
      faults: faults.inForce(),
      listening: forEachService((name) => servers[name].listening),
      acs: { accessAllowed: acsAccess.allowed, after2028: retirement.isPast },
      keyVault: { accessAllowed: vaultAccess.allowed },
    };
  }

  /** The last requests of all services, the newest first, with the `traceparent` that each came with, and the fault that it met. */
  lastRequests(): readonly LoggedRequest[] {
    return this.#parts.requestLog.all();
  }

  /** A new version of the secret that holds the connection string, as an operator would write it. */
  async setSecret(value: string): Promise<void> {
    await this.#parts.store.transact((tables) => {
      this.#parts.secrets.setWithin(tables, wellKnown.secretName, value);
    });
  }

  /** Whether ACS lets the managed identity in; otherwise 401 `Denied`, as for one without the role. Calls with a key pass. */
  setAcsAccess(allowed: boolean): void {
    this.#parts.acsAccess.allowed = allowed;
  }

  /** Whether it is after 30 September 2028 for ACS: it refuses the scopes of what it has retired by then, chat among them. */
  setAfter2028(isPast: boolean): void {
    this.#parts.retirement.isPast = isPast;
  }

  /** The tenant of the managed identity, a GUID in lower case. The services take tokens of `wellKnown.tenantId` only. */
  setIdentityTenant(tenantId: string): void {
    this.#parts.entraTokens.tenantId = tenantId;
  }

  /**
   * What a user's sign-in to an application gives it: an Entra token for Communication Services, in the form that the
   * SDKs' `TokenCredential` hands on. @throws RangeError when the scope is of no emulated API
   */
  newUserToken(request: UserTokenRequest): { readonly token: string; readonly expiresOnTimestamp: number } {
    const { token, expiresOn } = this.#parts.entraTokens.mintForUser(request);
    return { token, expiresOnTimestamp: expiresOn * 1000 };
  }

  /** Whether the vault lets the managed identity in; otherwise 403 `ForbiddenByRbac`. */
  setVaultAccess(allowed: boolean): void {
    this.#parts.vaultAccess.allowed = allowed;
  }

  /**
   * Moves the time of identities and tokens forward. The time that clients share stays: their requests are dated by
   * it, and their tokens for Key Vault live by it.
   */
  advanceClock(seconds: number): void {
    this.#parts.clock.advance(seconds * 1000);
  }

  /** Stops or starts a service's listener, always on the same port: clients get real refused connections. */
  async listen(service: ServiceName, listening: boolean): Promise<void> {
    const server = this.#parts.servers[service];
    await (listening ? server.start() : server.refuse());
  }

  #connectionStringWith(key: string): string {
    return connectionString(this.#parts.servers.acs.origin, key);
  }
}

/** What tests may do. */
export type Control = Omit<EmulatorControl, "prepare">;
