import type { Clock } from "../clock";
import type { AcsConnection } from "../connection/AcsConnection";
import type { ConnectionSource } from "../connection/ConnectionSource";
import { type Deadline, TimeLimitError, withTimeLimit } from "../deadline";
import { ApiError } from "../errors";
import type { Log } from "../log";
import { DEFAULT_RETRY_AFTER_SECONDS, tryAgainIn } from "../resilience/replyHeaders";
import { retry } from "../resilience/retry";
import type { ThrottlingBreaker } from "../resilience/ThrottlingBreaker";
import { UpstreamFailure, type UpstreamFailureKind } from "../resilience/UpstreamFailure";
import type { Audit, AuditEntry } from "../telemetry/audit";
import type { Pseudonym } from "../telemetry/pseudonym";
import type { RequestRecord } from "../telemetry/requestRecord";
import { acsApiError, IdentityGoneError } from "./acsApiError";
import type { AcsAction, AcsClient } from "./AcsClient";
import type { CreateAcsClient } from "./loadAcsSdk";
import { cleanUp, creation, type Operation } from "./operations";
import { createBreakers, createLanes, type Lane, type Party } from "./parties";

export interface AcsGatewayOptions {
  connections: ConnectionSource;
  /** Loads the SDK when first called. */
  createClient: () => Promise<CreateAcsClient>;
  clock: Clock;
  /** A number from 0 up to 1. */
  random: () => number;
  audit: Audit;
  pseudonym: Pseudonym;
  log: Log;
  /** How many times its published limits ACS grants the resource. */
  limitFactor: number;
}

/** What is kept for as long as a connection is in use. */
interface InUse {
  client: AcsClient;
  breakers: Record<Party, Record<AcsAction, ThrottlingBreaker>>;
  /** The GUID of the resource behind it, once ACS has created an identity with it. */
  resource?: string | undefined;
  /** An identity is being created to find that out. */
  probe?: Promise<void> | undefined;
}

/**
 * Why ACS does not have an identity.
 * - `deleted`: it is of the resource that was asked, and gone from there;
 * - `moved`: it is of another resource than the one that this service belongs to, `resource` (a GUID);
 * - `askedElsewhere`: the connection has changed since ACS was asked, so it is to be asked again.
 */
export type WhyGone = { why: "deleted" | "askedElsewhere" } | { why: "moved"; resource: string };

export type CallOutcome = UpstreamFailureKind | "done";

/**
 * The way to ACS: with the connection of the moment, tried again where that is safe, bounded in number, held back
 * when ACS throttles, audited, and ended by the deadline.
 */
export class AcsGateway {
  readonly #options: AcsGatewayOptions;
  readonly #lanes: Record<Party, Lane>;
  readonly #inUse = new WeakMap<AcsConnection, InUse>();
  #latest: { outcome: CallOutcome; at: number } | undefined;

  constructor(options: AcsGatewayOptions) {
    this.#options = options;
    this.#lanes = createLanes(options.limitFactor, options.clock);
  }

  /** How the latest call ended, and when (`Clock.monotonic`). */
  get latest() {
    return this.#latest;
  }

  /**
   * @throws IdentityGoneError when ACS says that it does not have the identity
   * @throws ApiError whatever else ACS or Key Vault fails at
   */
  async call<T>(party: Party, operation: Operation<T>, deadline: Deadline): Promise<T> {
    return await this.#audited(operation, deadline, async () => {
      const connection = await this.#options.connections.get(deadline);
      return await this.#withFreshConnection(connection, party, operation, deadline);
    });
  }

  /**
   * Why ACS does not have the identity `id`. That it is of another resource is believed only after the secret was read
   * once more: this instance may be the one that is behind.
   * @throws ApiError UpstreamUnavailable while nobody can tell
   */
  async whyGone(id: string, { refusedBy }: IdentityGoneError, deadline: Deadline): Promise<WhyGone> {
    const resource = await this.#resourceBehind(refusedBy, deadline);
    if (resource === undefined) {
      throw unknownVerdict(new Error("ACS created an identity without the GUID of its resource."));
    }
    if (resource === resourceOf(id)) {
      return { why: "deleted" };
    }
    const present = await this.#options.connections.confirm(deadline);
    return present === refusedBy ? { why: "moved", resource } : { why: "askedElsewhere" };
  }

  /** The host at which ACS is asked. */
  async host(deadline: Deadline): Promise<string> {
    return new URL((await this.#options.connections.get(deadline)).endpoint).host;
  }

  /** The resource that a connection opens, which only the id of an identity that it has created tells. */
  async #resourceBehind(connection: AcsConnection, deadline: Deadline): Promise<string | undefined> {
    const inUse = await this.#inUseFor(connection);
    const { resource, probe } = inUse;
    if (resource === undefined && probe) {
      await this.#joined(probe, deadline);
    } else if (resource === undefined) {
      inUse.probe = this.#probe(connection, deadline).finally(() => {
        inUse.probe = undefined;
      });
      await inUse.probe;
    }
    return inUse.resource;
  }

  /** Whoever joins in may have less time left than the one whose probe it is. */
  async #joined(probe: Promise<void>, deadline: Deadline): Promise<void> {
    try {
      await withTimeLimit(deadline.remaining(), this.#options.clock, () => probe);
    } catch (error) {
      throw error instanceof TimeLimitError ? unknownVerdict(error) : error;
    }
  }

  /** Creates an identity, which tells the resource, and deletes it. Only what is known of a user is ever in question. */
  async #probe(connection: AcsConnection, deadline: Deadline): Promise<void> {
    const via = <T>(operation: Operation<T>) =>
      this.#audited(operation, deadline, () => this.#tryWith(connection, "users", operation, deadline));
    const { id } = await via(creation(undefined));
    try {
      await via(cleanUp(id));
    } catch (error) {
      const message = "An identity was created to learn which ACS resource is in use, and could not be deleted.";
      this.#options.log("error", { message, id, error });
    }
  }

  async #audited<T>(operation: Operation<T>, { record }: Deadline, run: () => Promise<T>): Promise<T> {
    const { action, reads } = operation;
    const audit = (entry: Omit<AuditEntry, "action">) => {
      if (!reads) {
        this.#options.audit({ action, ...entry }, record);
      }
    };
    try {
      const result = await run();
      audit({ outcome: "done", ...this.#fieldsOf(operation, record, result) });
      return result;
    } catch (error) {
      const asked = this.#fieldsOf(operation, record);
      if (!(error instanceof UpstreamFailure)) {
        throw error;
      }
      if (error.mayHaveActed) {
        audit({ outcome: "unknown", ...asked });
      }
      throw acsApiError(error, this.#options.connections.access);
    }
  }

  #note(outcome: CallOutcome): void {
    this.#latest = { outcome, at: this.#options.clock.monotonic() };
  }

  #fieldsOf<T>(
    { auditFields }: Operation<T>,
    record: RequestRecord | undefined,
    result?: T,
  ): Omit<AuditEntry, "action" | "outcome"> {
    const { pseudonym } = this.#options;
    const { id, accountKey, ...fields } = auditFields(result);
    // A caller may write an id in either letter case; in the log an identity has one name.
    const identity = id === undefined ? undefined : pseudonym(id.toLowerCase());
    if (record) {
      record.identity = identity;
    }
    return { identity, ...(accountKey !== undefined && { account: pseudonym(accountKey) }), ...fields };
  }

  /** A rotated key, or a withdrawn token, shows as a refused one: the connection is read afresh, and the call made once more. */
  async #withFreshConnection<T>(
    connection: AcsConnection,
    party: Party,
    operation: Operation<T>,
    deadline: Deadline,
  ): Promise<T> {
    try {
      return await this.#tryWith(connection, party, operation, deadline);
    } catch (error) {
      if (!(error instanceof UpstreamFailure && error.kind === "credentialRefused")) {
        throw error;
      }
      const fresh = await this.#options.connections.getAfterRefusal(connection, deadline);
      if (fresh === connection) {
        throw error;
      }
      return await this.#tryWith(fresh, party, operation, deadline);
    }
  }

  /** @throws UpstreamFailure; IdentityGoneError */
  async #tryWith<T>(connection: AcsConnection, party: Party, operation: Operation<T>, deadline: Deadline): Promise<T> {
    const { clock, random } = this.#options;
    const inUse = await this.#inUseFor(connection);
    const { client, breakers } = inUse;
    const { action, idempotent, run, auditFields, cleansUp } = operation;
    const { bulkhead, quotas } = this.#lanes[party];
    const policies = {
      bulkhead,
      breaker: breakers[party][action],
      quota: cleansUp ? quotas?.[action]?.withoutCheck() : quotas?.[action],
    };
    try {
      const result = await retry((options) => run(client, options), { idempotent, deadline, clock, random, policies });
      this.#note("done");
      if (action === "createIdentity") {
        inUse.resource = resourceOf(auditFields(result).id ?? "");
      }
      return result;
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) {
        throw error;
      }
      if (error.kind !== "quotaSpent") {
        this.#note(error.kind);
      }
      throw error.kind === "notFound" ? goneOrNonsense(operation, connection, error) : error;
    }
  }

  async #inUseFor(connection: AcsConnection): Promise<InUse> {
    const { createClient, clock } = this.#options;
    const create = await createClient();
    const inUse = this.#inUse.get(connection) ?? {
      client: create(connection, clock),
      breakers: createBreakers(clock),
    };
    this.#inUse.set(connection, inUse);
    return inUse;
  }
}

/** Of a call that is about no identity it makes no sense to say that there is none. */
function goneOrNonsense<T>(
  { action, auditFields }: Operation<T>,
  connection: AcsConnection,
  cause: UpstreamFailure,
): Error {
  return auditFields().id === undefined
    ? new UpstreamFailure("unavailable", { mayHaveActed: true, cause })
    : new IdentityGoneError(action, connection, cause);
}

function unknownVerdict(cause: Error): ApiError {
  const retryAfterSeconds = DEFAULT_RETRY_AFTER_SECONDS;
  const message = `Your identity cannot be looked up at present; ${tryAgainIn(retryAfterSeconds)}.`;
  return new ApiError("UpstreamUnavailable", message, { retryAfterSeconds, cause });
}

const WITH_RESOURCE = /^8:(?:acs|dod-acs|gcch-acs):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_/i;

/**
 * The ACS resource that an identity is of: the GUID, in lower case, that stands in all ids of the resource for as long as
 * it lives, whatever its host names and keys. Undefined for an id without one. Source: "Communication identifier types"
 * of the ACS documentation; ids in the SDKs' test recordings.
 */
export function resourceOf(identityId: string): string | undefined {
  return WITH_RESOURCE.exec(identityId)?.[1]?.toLowerCase();
}
