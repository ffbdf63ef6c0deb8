import type { TokenScope } from "./sdks";

/** What a token is to be good for. */
export interface TokenGrant {
  scopes: readonly TokenScope[];
  /** Whole minutes; ACS's default, 24 hours, when undefined. */
  expiresInMinutes?: number | undefined;
}

export interface AccessToken {
  token: string;
  expiresOn: Date;
}

export interface CreatedIdentity {
  /** `8:acs:…` */
  id: string;
  accessToken?: AccessToken;
}

/** A Teams user's Entra access token, and whose and for which application it must be. */
export interface TeamsExchange {
  teamsUserAadToken: string;
  /** The Entra application that the token was issued to. */
  clientId: string;
  userObjectId: string;
}

/** The operations of ACS. */
export type AcsAction = keyof AcsClient;

/**
 * ACS's identity operations, one HTTP call each, whichever SDK makes it. Each rejects with an UpstreamFailure, or is
 * given up when `signal` is aborted.
 */
export interface AcsClient {
  /** With a grant ACS also issues a first token, where its REST version can; `accessToken` is absent where it cannot. */
  createIdentity(grant: TokenGrant | undefined, signal: AbortSignal): Promise<CreatedIdentity>;
  issueToken(id: string, grant: TokenGrant, signal: AbortSignal): Promise<AccessToken>;
  /** Ends every token issued so far; new ones can be issued. */
  revokeTokens(id: string, signal: AbortSignal): Promise<void>;
  deleteIdentity(id: string, signal: AbortSignal): Promise<void>;
  /** A token with which a Teams user calls and chats as such; absent where the SDK cannot. */
  exchangeTeamsToken?(exchange: TeamsExchange, signal: AbortSignal): Promise<AccessToken>;
}
