import type { CallOptions } from "../resilience/callOptions";
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

/** An account of Microsoft Entra, by its tenant and its object id there: GUIDs in lower case. */
export interface TeamsAccount {
  tenantId: string;
  objectId: string;
}

/** What ACS calls an access assignment: that an account may call through this ACS resource for Teams Phone. */
export interface TeamsAccess extends TeamsAccount {
  /** `user`, `resourceAccount`, or what ACS knows beside these. */
  principalType: string;
  /** The Entra applications through which it may. */
  clientIds: readonly string[];
}

/** The operations of ACS. */
export type AcsAction = keyof AcsClient;

/** All of ACS's operations, one HTTP call each. Each rejects with an UpstreamFailure, or is given up when its signal is aborted. */
export type AcsClient = IdentityClient & TeamsAccessClient;

/** Those on identities, whichever SDK makes the call. */
export interface IdentityClient {
  /** With a grant ACS also issues a first token, where its REST version can; `accessToken` is absent where it cannot. */
  createIdentity(grant: TokenGrant | undefined, options: CallOptions): Promise<CreatedIdentity>;
  issueToken(id: string, grant: TokenGrant, options: CallOptions): Promise<AccessToken>;
  /** Ends every token issued so far; new ones can be issued. */
  revokeTokens(id: string, options: CallOptions): Promise<void>;
  deleteIdentity(id: string, options: CallOptions): Promise<void>;
  /** A token with which a Teams user calls and chats as such; absent where the SDK cannot. */
  exchangeTeamsToken?(exchange: TeamsExchange, options: CallOptions): Promise<AccessToken>;
}

/** Those on access assignments. */
export interface TeamsAccessClient {
  putTeamsAccess(access: TeamsAccess, options: CallOptions): Promise<PutTeamsAccess>;
  /** Undefined where the account was given none. */
  getTeamsAccess(account: TeamsAccount, options: CallOptions): Promise<TeamsAccess | undefined>;
  /** Does nothing where the account was given none. */
  deleteTeamsAccess(account: TeamsAccount, options: CallOptions): Promise<void>;
}

/** What an account has from now on, and whether it had none before. */
export interface PutTeamsAccess {
  access: TeamsAccess;
  isNew: boolean;
}
