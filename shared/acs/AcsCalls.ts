import type { Clock } from "../clock";
import type { ConnectionStringSource } from "../connectionString/ConnectionStringSource";
import type { ConnectionString } from "../connectionString/parseConnectionString";
import type { Deadline } from "../deadline";
import type { Audit, AuditedAction, AuditEntry } from "../telemetry/audit";
import type { Pseudonym } from "../telemetry/pseudonym";
import { noteIdentity } from "../telemetry/requestRecord";
import { CALL_LIMITS, CallLimit } from "../upstream/CallLimit";
import { HoldOff } from "../upstream/HoldOff";
import { toApiError } from "../upstream/toApiError";
import { UpstreamFailure, type UpstreamFailureKind } from "../upstream/UpstreamFailure";
import { withTries } from "../upstream/withTries";
import type { AcsIdentityClient } from "./AcsIdentityClient";
import type { CreateAcsClient } from "./loadAcsSdk";

export interface AcsCallsOptions {
  connectionStrings: ConnectionStringSource;
  /** Loads the SDK when first called. */
  createClient: () => Promise<CreateAcsClient>;
  clock: Clock;
  /** A number from 0 up to 1. */
  random: () => number;
  audit: Audit;
  pseudonym: Pseudonym;
}

/** One operation of ACS, and how it may be called. */
export interface Operation<T> {
  action: AuditedAction;
  /** Whether doing it twice is the same as doing it once. */
  idempotent: boolean;
  run: (client: AcsIdentityClient, signal: AbortSignal) => Promise<T>;
  /** What the audit is told of it, with the result where there is one. */
  tell: (result?: T) => Told;
}

interface Told extends Pick<AuditEntry, "scopes" | "expiresOn"> {
  /** The identity that it is about. */
  id?: string | undefined;
}

/** What is kept for as long as a connection string is in use. */
interface Resource {
  client: AcsIdentityClient;
  /** ACS counts, and throttles, each operation by itself. */
  holdOffs: Record<AuditedAction, HoldOff>;
}

export type CallOutcome = UpstreamFailureKind | "done";

/**
 * The way to ACS: with the connection string of the moment, tried again where that is safe, bounded in number, held off
 * when ACS throttles, audited, and ended by the deadline.
 */
export class AcsCalls {
  readonly #options: AcsCallsOptions;
  readonly #limit: CallLimit;
  readonly #resources = new WeakMap<ConnectionString, Resource>();
  #latest: { outcome: CallOutcome; at: number } | undefined;

  constructor(options: AcsCallsOptions) {
    this.#options = options;
    this.#limit = new CallLimit(CALL_LIMITS, options.clock);
  }

  /** How the latest call ended, and when (`Clock.monotonic`). */
  get latest() {
    return this.#latest;
  }

  /** @throws ApiError whatever ACS or Key Vault fails at */
  async call<T>(operation: Operation<T>, deadline: Deadline): Promise<T> {
    const { connectionStrings, audit } = this.#options;
    const { action } = operation;
    try {
      const connectionString = await connectionStrings.get(deadline);
      const result = await this.#callWith(connectionString, operation, deadline);
      this.#note("done");
      audit({ action, outcome: "done", ...this.#told(operation, result) });
      return result;
    } catch (error) {
      const asked = this.#told(operation);
      if (!(error instanceof UpstreamFailure)) {
        throw error;
      }
      this.#note(error.kind);
      if (error.mayHaveActed) {
        audit({ action, outcome: "unknown", ...asked });
      }
      throw toApiError(error);
    }
  }

  /**
   * The host of the ACS resource in use. Where a record names another one, `recorded`, this process may be the one that
   * is behind, so the connection string is read afresh before that is believed.
   */
  async resource(deadline: Deadline, recorded?: string): Promise<string> {
    const { connectionStrings } = this.#options;
    const current = await connectionStrings.get(deadline);
    const isElsewhere = recorded !== undefined && recorded !== hostOf(current);
    return hostOf(isElsewhere ? await connectionStrings.getAfterRefusal(current, deadline) : current);
  }

  #note(outcome: CallOutcome): void {
    this.#latest = { outcome, at: this.#options.clock.monotonic() };
  }

  #told<T>({ tell }: Operation<T>, result?: T): Omit<AuditEntry, "action" | "outcome"> {
    const { id, ...told } = tell(result);
    // A caller may write an id in either letter case; in the log an identity has one name.
    const identity = id === undefined ? undefined : this.#options.pseudonym(id.toLowerCase());
    noteIdentity(identity);
    return { ...told, identity };
  }

  /** A rotated key shows as a refused one: the secret is read afresh, and the call made once more with the new key. */
  async #callWith<T>(connectionString: ConnectionString, operation: Operation<T>, deadline: Deadline): Promise<T> {
    try {
      return await this.#tryWith(connectionString, operation, deadline);
    } catch (error) {
      if (!(error instanceof UpstreamFailure && error.kind === "credentialRefused")) {
        throw error;
      }
      const fresh = await this.#options.connectionStrings.getAfterRefusal(connectionString, deadline);
      if (fresh === connectionString) {
        throw error;
      }
      return await this.#tryWith(fresh, operation, deadline);
    }
  }

  async #tryWith<T>(connectionString: ConnectionString, operation: Operation<T>, deadline: Deadline): Promise<T> {
    const { clock, random } = this.#options;
    const { client, holdOffs } = await this.#resourceOf(connectionString);
    const { action, idempotent, run } = operation;
    const gate = { limit: this.#limit, holdOff: holdOffs[action] };
    return await withTries((signal) => run(client, signal), { idempotent, deadline, clock, random, gate });
  }

  async #resourceOf(connectionString: ConnectionString): Promise<Resource> {
    const { createClient, clock } = this.#options;
    const create = await createClient();
    const resource = this.#resources.get(connectionString) ?? {
      client: create(connectionString, clock),
      holdOffs: {
        createIdentity: new HoldOff(clock),
        issueToken: new HoldOff(clock),
        revokeTokens: new HoldOff(clock),
        deleteIdentity: new HoldOff(clock),
        exchangeTeamsToken: new HoldOff(clock),
      },
    };
    this.#resources.set(connectionString, resource);
    return resource;
  }
}

function hostOf({ endpoint }: ConnectionString): string {
  return new URL(endpoint).host;
}
