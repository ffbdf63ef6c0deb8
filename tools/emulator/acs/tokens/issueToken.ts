import type { Tables } from "../../store/Store";
import type { AcsContext } from "../AcsContext";
import { formatExpiresOn } from "../formatExpiresOn";
import { activeIdentity } from "../ownedIdentity";
import type { AccessToken } from "./AccessToken";
import { encodeAccessToken } from "./encodeAccessToken";

/** What is asked for, checked. */
export interface Grant {
  readonly scopes: readonly string[];
  readonly expiresInMinutes: number;
}

/** A token on the wire. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresOn: string;
}

/**
 * Issues a token for an identity of ours to the holder of `credential`.
 * @throws AcsError 401 when the identity is unknown or deleted
 */
export async function issueToken(
  context: AcsContext,
  identityId: string,
  grant: Grant,
  credential: string,
): Promise<IssuedToken> {
  const token = await context.store.transact((tables) => noteToken(tables, context, identityId, grant, credential));
  return signToken(token, context);
}

/** The part of {@link issueToken} that changes the identity, for work that has more to change in the same step. */
export function noteToken(
  tables: Tables,
  { clock, wallClock, resourceId }: AcsContext,
  identityId: string,
  { scopes, expiresInMinutes }: Grant,
  credential: string,
): AccessToken {
  const identity = activeIdentity(tables, resourceId, identityId);
  const sequence = identity.sequence + 1;
  const issuedAt = clock.now();
  tables.identities.set(identityId, { ...identity, sequence, lastTokenIssuedAt: issuedAt });
  const expiresAt = issuedAt + expiresInMinutes * 60_000;
  return { identityId, scopes, issuedAt, expiresAt, sequence, clientTime: wallClock.now(), credential };
}

/** The part of {@link issueToken} that makes it a token on the wire. */
export function signToken(token: AccessToken, { tokenKey, randomBytes, resourceId }: AcsContext): IssuedToken {
  const ticks = randomBytes(2).readUInt16BE() % 10_000;
  return { token: encodeAccessToken(token, resourceId, tokenKey), expiresOn: formatExpiresOn(token.expiresAt, ticks) };
}
