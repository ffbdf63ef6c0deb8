import type { Clock } from "../clock";
import type { ConnectionStringSource } from "../connectionString/ConnectionStringSource";
import type { ConnectionString } from "../connectionString/parseConnectionString";
import type { Deadline } from "../deadline";
import type { Log } from "../log";
import { toApiError } from "../upstream/toApiError";
import { UpstreamFailure } from "../upstream/UpstreamFailure";
import { withTries } from "../upstream/withTries";
import type { AccessToken, AcsIdentityClient, CreatedIdentity, TeamsExchange, TokenGrant } from "./AcsIdentityClient";
import type { CreateAcsClient } from "./loadAcsSdk";

interface AcsIdentitiesOptions {
  connectionStrings: ConnectionStringSource;
  createClient: Promise<CreateAcsClient>;
  clock: Clock;
  /** A number from 0 up to 1. */
  random: () => number;
  log: Log;
}

/** Kept back from issuing the first token, for deleting the identity when that fails. */
const CLEAN_UP_MS = 1_500;

type Operation<T> = (client: AcsIdentityClient, signal: AbortSignal) => Promise<T>;

/**
 * The identity lifecycle as the endpoints use it: with the connection string of the moment, tried again where that is
 * safe, and ended by the deadline. Whatever ACS or Key Vault fails at is rejected with an ApiError.
 */
export class AcsIdentities {
  readonly #options: AcsIdentitiesOptions;
  readonly #clients = new WeakMap<ConnectionString, AcsIdentityClient>();

  constructor(options: AcsIdentitiesOptions) {
    this.#options = options;
  }

  /** Creates an identity; with a grant also its first token. */
  async createIdentity(grant: TokenGrant | undefined, deadline: Deadline): Promise<CreatedIdentity> {
    const created = await this.#call((client, signal) => client.createIdentity(grant, signal), false, deadline);
    if (!grant || created.accessToken) {
      return created;
    }
    const tokenDeadline: Deadline = { remaining: () => deadline.remaining() - CLEAN_UP_MS };
    try {
      return { ...created, accessToken: await this.issueToken(created.id, grant, tokenDeadline) };
    } catch (error) {
      await this.#deleteUnseen(created.id, deadline);
      throw error;
    }
  }

  async issueToken(id: string, grant: TokenGrant, deadline: Deadline): Promise<AccessToken> {
    return await this.#call((client, signal) => client.issueToken(id, grant, signal), true, deadline);
  }

  async revokeTokens(id: string, deadline: Deadline): Promise<void> {
    await this.#call((client, signal) => client.revokeTokens(id, signal), true, deadline);
  }

  async deleteIdentity(id: string, deadline: Deadline): Promise<void> {
    await this.#call((client, signal) => client.deleteIdentity(id, signal), true, deadline);
  }

  /** A token with which a Teams user calls and chats as such. @throws ApiError InvalidRequest naming what does not fit */
  async exchangeTeamsToken(exchange: TeamsExchange, deadline: Deadline): Promise<AccessToken> {
    const operation: Operation<AccessToken> = async (client, signal) => {
      if (!client.exchangeTeamsToken) {
        throw new TypeError("This SDK cannot exchange the tokens of Teams users.");
      }
      return await client.exchangeTeamsToken(exchange, signal);
    };
    return await this.#call(operation, true, deadline);
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

  async #call<T>(operation: Operation<T>, idempotent: boolean, deadline: Deadline): Promise<T> {
    const connectionString = await this.#options.connectionStrings.get(deadline);
    try {
      return await this.#callWith(connectionString, operation, idempotent, deadline);
    } catch (error) {
      throw error instanceof UpstreamFailure ? toApiError(error) : error;
    }
  }

  /** A rotated key shows as a refused one: the secret is read afresh, and the call made once more with the new key. */
  async #callWith<T>(
    connectionString: ConnectionString,
    operation: Operation<T>,
    idempotent: boolean,
    deadline: Deadline,
  ): Promise<T> {
    const tryWith = async (client: AcsIdentityClient) =>
      await withTries((signal) => operation(client, signal), { ...this.#options, idempotent, deadline });
    try {
      return await tryWith(await this.#clientFor(connectionString));
    } catch (error) {
      if (!(error instanceof UpstreamFailure && error.kind === "credentialRefused")) {
        throw error;
      }
      const fresh = await this.#options.connectionStrings.getAfterRefusal(connectionString, deadline);
      if (fresh === connectionString) {
        throw error;
      }
      return await tryWith(await this.#clientFor(fresh));
    }
  }

  async #clientFor(connectionString: ConnectionString): Promise<AcsIdentityClient> {
    const { createClient, clock } = this.#options;
    const create = await createClient;
    const client = this.#clients.get(connectionString) ?? create(connectionString, clock);
    this.#clients.set(connectionString, client);
    return client;
  }

  /** The caller will never learn of this identity, so it must not be left behind. */
  async #deleteUnseen(id: string, deadline: Deadline): Promise<void> {
    try {
      await this.deleteIdentity(id, deadline);
    } catch (error) {
      this.#options.log("error", {
        message: "An identity was created without its token, and could not be deleted.",
        id,
        error,
      });
    }
  }
}

function hostOf({ endpoint }: ConnectionString): string {
  return new URL(endpoint).host;
}
