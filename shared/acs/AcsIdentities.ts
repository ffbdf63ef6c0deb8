import type { Clock } from "../clock";
import { type Deadline, keepingBack } from "../deadline";
import type { Log } from "../log";
import type { AccessToken, TeamsExchange, TokenGrant } from "./AcsClient";
import type { AcsGateway } from "./AcsGateway";
import { cleanUp, creation, deletion, issue, type Operation, revocation, teamsExchange } from "./operations";
import type { Party } from "./parties";
import type { Grant, ScopeRefusals } from "./ScopeRefusals";
import type { TokenScope } from "./sdks";

interface AcsIdentitiesOptions {
  gateway: AcsGateway;
  scopeRefusals: ScopeRefusals;
  /** On whose behalf. */
  party: Party;
  clock: Clock;
  /** A number from 0 up to 1, for the advice when to refresh. */
  random: () => number;
  log: Log;
}

/** An identity that was created; with its first token where one was asked for. */
export interface IdentityWithToken {
  /** `8:acs:…` */
  id: string;
  accessToken?: GrantedToken;
}

/** Kept back from issuing the first token, for deleting the identity when that fails. */
const CLEAN_UP_MS = 1_500;

/** The identity lifecycle as the endpoints use it. Whatever ACS or Key Vault fails at is rejected with an ApiError. */
export class AcsIdentities {
  readonly #options: AcsIdentitiesOptions;

  constructor(options: AcsIdentitiesOptions) {
    this.#options = options;
  }

  /** Creates an identity; with a grant also its first token. */
  async createIdentity(grant: Grant | undefined, deadline: Deadline): Promise<IdentityWithToken> {
    if (!grant) {
      const { id } = await this.#call(creation(undefined), deadline);
      return { id };
    }
    return await this.#granting(grant, deadline, (granted) => this.#createWithToken(granted, deadline));
  }

  async #createWithToken(grant: TokenGrant, deadline: Deadline): Promise<IdentityWithToken> {
    const { id, accessToken } = await this.#call(creation(grant), deadline);
    if (accessToken) {
      return { id, accessToken: this.#granted(accessToken, grant) };
    }
    try {
      return { id, accessToken: await this.#issue(id, grant, keepingBack(CLEAN_UP_MS, deadline)) };
    } catch (error) {
      await this.#deleteUnseen(id, deadline);
      throw error;
    }
  }

  /** The scopes of the token are fewer than those of the grant where ACS refuses some that nobody has asked for by name. @throws IdentityGoneError; ApiError */
  async issueToken(id: string, grant: Grant, deadline: Deadline): Promise<GrantedToken> {
    return await this.#granting(grant, deadline, (granted) => this.#issue(id, granted, deadline));
  }

  async #issue(id: string, grant: TokenGrant, deadline: Deadline): Promise<GrantedToken> {
    return this.#granted(await this.#call(issue(id, grant), deadline), grant);
  }

  /** @throws IdentityGoneError; ApiError */
  async revokeTokens(id: string, deadline: Deadline): Promise<void> {
    await this.#call(revocation(id), deadline);
  }

  /** @throws IdentityGoneError; ApiError */
  async deleteIdentity(id: string, deadline: Deadline): Promise<void> {
    await this.#call(deletion(id), deadline);
  }

  /** Deletes an identity that nobody was told of. @throws IdentityGoneError; ApiError */
  async discardIdentity(id: string, deadline: Deadline): Promise<void> {
    await this.#call(cleanUp(id), deadline);
  }

  /** A token with which a Teams user calls and chats as such. @throws ApiError InvalidRequest naming what does not fit */
  async exchangeTeamsToken(exchange: TeamsExchange, deadline: Deadline): Promise<IssuedToken> {
    return this.#withRefreshOn(await this.#call(teamsExchange(exchange), deadline));
  }

  #granting<T>(grant: Grant, deadline: Deadline, mint: (grant: TokenGrant) => Promise<T>): Promise<T> {
    const { scopeRefusals, gateway } = this.#options;
    return scopeRefusals.granting(grant, () => gateway.host(deadline), mint);
  }

  #granted(accessToken: AccessToken, { scopes }: TokenGrant): GrantedToken {
    return { ...this.#withRefreshOn(accessToken), scopes };
  }

  #call<T>(operation: Operation<T>, deadline: Deadline): Promise<T> {
    const { gateway, party } = this.#options;
    return gateway.call(party, operation, deadline);
  }

  #withRefreshOn(accessToken: AccessToken): IssuedToken {
    const { clock, random } = this.#options;
    return withRefreshOn(accessToken, clock.now(), random);
  }

  /** The caller will never learn of this identity, so it must not be left behind. */
  async #deleteUnseen(id: string, deadline: Deadline): Promise<void> {
    try {
      await this.discardIdentity(id, deadline);
    } catch (error) {
      this.#options.log("error", {
        message: "An identity was created without its token, and could not be deleted.",
        id,
        error,
      });
    }
  }
}

/** A token, and when its holder had best ask for the next one. */
export interface IssuedToken extends AccessToken {
  refreshOn: Date;
}

/** And what it may be used for. */
export interface GrantedToken extends IssuedToken {
  scopes: readonly TokenScope[];
}

/** The part of a token's life, before its end, in which the next one is asked for. */
export const REFRESH_LEAD = { longest: 0.3, shortest: 0.1 };

/**
 * Spreads the refreshes at random over a fifth of the lifetime: those who got their tokens together, at nine o'clock,
 * would otherwise come back together. `now`: milliseconds since the epoch; `random`: from 0 up to 1.
 */
export function withRefreshOn(accessToken: AccessToken, now: number, random: () => number): IssuedToken {
  const expiresOn = accessToken.expiresOn.getTime();
  const { longest, shortest } = REFRESH_LEAD;
  const share = shortest + (longest - shortest) * random();
  return { ...accessToken, refreshOn: new Date(Math.round(expiresOn - (expiresOn - now) * share)) };
}
