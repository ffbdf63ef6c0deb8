import { type Deadline, keepingBack } from "../deadline";
import type { Clock } from "../clock";
import type { Log } from "../log";
import type { AcsCalls } from "./AcsCalls";
import type { AccessToken, TeamsExchange, TokenGrant } from "./AcsIdentityClient";
import { type IssuedToken, withRefreshOn } from "./refreshOn";

interface AcsIdentitiesOptions {
  calls: AcsCalls;
  clock: Clock;
  /** A number from 0 up to 1, for the advice when to refresh. */
  random: () => number;
  log: Log;
}

/** An identity that was created; with its first token where one was asked for. */
export interface IdentityWithToken {
  /** `8:acs:…` */
  id: string;
  accessToken?: IssuedToken;
}

/** Kept back from issuing the first token, for deleting the identity when that fails. */
const CLEAN_UP_MS = 1_500;

/** The identity lifecycle as the endpoints use it. Whatever ACS or Key Vault fails at is rejected with an ApiError. */
export class AcsIdentities {
  readonly #options: AcsIdentitiesOptions;
  readonly #calls: AcsCalls;

  constructor(options: AcsIdentitiesOptions) {
    this.#options = options;
    this.#calls = options.calls;
  }

  /** Creates an identity; with a grant also its first token. */
  async createIdentity(grant: TokenGrant | undefined, deadline: Deadline): Promise<IdentityWithToken> {
    const { id, accessToken } = await this.#calls.call(
      {
        action: "createIdentity",
        idempotent: false,
        run: (client, signal) => client.createIdentity(grant, signal),
        tell: (created) => ({
          id: created?.id,
          ...(created?.accessToken && { scopes: grant?.scopes, expiresOn: created.accessToken.expiresOn }),
        }),
      },
      deadline,
    );
    if (!grant) {
      return { id };
    }
    if (accessToken) {
      return { id, accessToken: this.#withRefreshOn(accessToken) };
    }
    try {
      return { id, accessToken: await this.issueToken(id, grant, keepingBack(CLEAN_UP_MS, deadline)) };
    } catch (error) {
      await this.#deleteUnseen(id, deadline);
      throw error;
    }
  }

  async issueToken(id: string, grant: TokenGrant, deadline: Deadline): Promise<IssuedToken> {
    const accessToken = await this.#calls.call(
      {
        action: "issueToken",
        idempotent: true,
        run: (client, signal) => client.issueToken(id, grant, signal),
        tell: (issued) => ({ id, scopes: grant.scopes, expiresOn: issued?.expiresOn }),
      },
      deadline,
    );
    return this.#withRefreshOn(accessToken);
  }

  async revokeTokens(id: string, deadline: Deadline): Promise<void> {
    await this.#calls.call(
      {
        action: "revokeTokens",
        idempotent: true,
        run: (client, signal) => client.revokeTokens(id, signal),
        tell: () => ({ id }),
      },
      deadline,
    );
  }

  async deleteIdentity(id: string, deadline: Deadline): Promise<void> {
    await this.#calls.call(
      {
        action: "deleteIdentity",
        idempotent: true,
        run: (client, signal) => client.deleteIdentity(id, signal),
        tell: () => ({ id }),
      },
      deadline,
    );
  }

  /** A token with which a Teams user calls and chats as such. @throws ApiError InvalidRequest naming what does not fit */
  async exchangeTeamsToken(exchange: TeamsExchange, deadline: Deadline): Promise<IssuedToken> {
    const accessToken = await this.#calls.call(
      {
        action: "exchangeTeamsToken",
        idempotent: true,
        run: async (client, signal) => {
          if (!client.exchangeTeamsToken) {
            throw new TypeError("This SDK cannot exchange the tokens of Teams users.");
          }
          return await client.exchangeTeamsToken(exchange, signal);
        },
        tell: (issued) => ({ expiresOn: issued?.expiresOn }),
      },
      deadline,
    );
    return this.#withRefreshOn(accessToken);
  }

  /** The host of the ACS resource in use; `recorded` is the one that a record names. */
  async resource(deadline: Deadline, recorded?: string): Promise<string> {
    return await this.#calls.resource(deadline, recorded);
  }

  #withRefreshOn(accessToken: AccessToken): IssuedToken {
    const { clock, random } = this.#options;
    return withRefreshOn(accessToken, clock.now(), random);
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
