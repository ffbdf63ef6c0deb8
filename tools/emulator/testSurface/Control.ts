import type { TokenVerdict } from "../acs/tokenValidity";
import type { Fault } from "../faults";
import type { Counts, LoggedRequest } from "../requestLog";
import type { ServiceName } from "../Service";
import type { AccessKeyName } from "../store/Store";

/** What tests may do to the emulator behind its clients' backs. */
export interface Control {
  /** Everything as after a fresh start: state, keys, time, faults, counts, access, listeners. */
  reset(): Promise<void>;
  /**
   * Makes a new access key. `updateVault` (default true) stores its connection string as the secret's new version in
   * the same step, so that no client sees one without the other.
   */
  regenerateKey(
    name: AccessKeyName,
    options?: { updateVault?: boolean | undefined },
  ): Promise<{ connectionString: string }>;
  /** Whether a token opens calls and chats now. */
  validateToken(token: string): TokenVerdict;
  setFault(service: ServiceName, fault: Fault): void;
  /** Of one service, or of all. */
  clearFaults(service?: ServiceName): void;
  state(): EmulatorState;
  /** The last requests of all services, the newest first, with the `traceparent` that each came with. */
  lastRequests(): readonly LoggedRequest[];
  /** A new version of the secret that holds the connection string, as an operator would write it. */
  setSecret(value: string): Promise<void>;
  /** Whether ACS lets the managed identity in; otherwise 401 `Denied`, as for one without the role. Calls with a key pass. */
  setAcsAccess(allowed: boolean): void;
  /** The tenant of the managed identity, a GUID in lower case. The services take tokens of `wellKnown.tenantId` only. */
  setIdentityTenant(tenantId: string): void;
  /** Whether the vault lets the managed identity in; otherwise 403 `ForbiddenByRbac`. */
  setVaultAccess(allowed: boolean): void;
  /**
   * Moves the time of identities and tokens forward. The time that clients share stays: their requests are dated by
   * it, and their tokens for Key Vault live by it.
   */
  advanceClock(seconds: number): void;
  /** Stops or starts a service's listener, always on the same port: clients get real refused connections. */
  listen(service: ServiceName, listening: boolean): Promise<void>;
}

export interface EmulatorState {
  /** ISO 8601, the emulator's time. */
  readonly now: string;
  readonly identities: readonly { readonly id: string; readonly deleted: boolean }[];
  readonly requests: Counts;
  readonly faults: Partial<Record<ServiceName, Fault>>;
  readonly listening: Readonly<Record<ServiceName, boolean>>;
  readonly acs: { readonly accessAllowed: boolean };
  readonly keyVault: { readonly accessAllowed: boolean };
}
