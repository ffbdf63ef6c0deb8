import type { Clock } from "../clock";
import { type Deadline, keepingBack } from "../deadline";
import type { Log } from "../log";
import type { AcsCalls, WhyGone } from "./AcsCalls";
import type { AccessToken, TeamsExchange, TokenGrant } from "./AcsIdentityClient";
import type { IdentityGoneError } from "./IdentityGoneError";
import { cleanUp, creation, deletion, issue, revocation, teamsExchange } from "./operations";
import type { Party } from "./parties";
import { type IssuedToken, withRefreshOn } from "./refreshOn";

interface AcsIdentitiesOptions {
  calls: AcsCalls;
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
    const { id, accessToken } = await this.#calls.call(this.#options.party, creation(grant), deadline);
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

  /** @throws IdentityGoneError; ApiError */
  async issueToken(id: string, grant: TokenGrant, deadline: Deadline): Promise<IssuedToken> {
    return this.#withRefreshOn(await this.#calls.call(this.#options.party, issue(id, grant), deadline));
  }

  /** @throws IdentityGoneError; ApiError */
  async revokeTokens(id: string, deadline: Deadline): Promise<void> {
    await this.#calls.call(this.#options.party, revocation(id), deadline);
  }

  /** @throws IdentityGoneError; ApiError */
  async deleteIdentity(id: string, deadline: Deadline): Promise<void> {
    await this.#calls.call(this.#options.party, deletion(id), deadline);
  }

  /** Deletes an identity that nobody was told of. @throws IdentityGoneError; ApiError */
  async discardIdentity(id: string, deadline: Deadline): Promise<void> {
    await this.#calls.call(this.#options.party, cleanUp(id), deadline);
  }

  /** A token with which a Teams user calls and chats as such. @throws ApiError InvalidRequest naming what does not fit */
  async exchangeTeamsToken(exchange: TeamsExchange, deadline: Deadline): Promise<IssuedToken> {
    return this.#withRefreshOn(await this.#calls.call(this.#options.party, teamsExchange(exchange), deadline));
  }

  /** Why ACS does not have the identity `id`, of which it said so. @throws ApiError while nobody can tell */
  async whyGone(id: string, gone: IdentityGoneError, deadline: Deadline): Promise<WhyGone> {
    return await this.#calls.whyGone(id, gone, deadline);
  }

  /** The host at which ACS is asked. */
  async host(deadline: Deadline): Promise<string> {
    return await this.#calls.host(deadline);
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
