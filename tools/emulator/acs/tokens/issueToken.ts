import type { AcsContext } from "../AcsContext";
import { formatExpiresOn } from "../formatExpiresOn";
import { changeIdentity } from "../changeIdentity";
import { encodeAccessToken } from "./encodeAccessToken";

/** What is asked for, checked. */
export interface Grant {
  readonly scopes: readonly string[];
  readonly expiresInMinutes: number;
}

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
  { scopes, expiresInMinutes }: Grant,
  credential: string,
): Promise<IssuedToken> {
  const issuedAt = context.clock.now();
  const clientTime = context.wallClock.now();
  const { sequence } = await changeIdentity(context.store, identityId, (identity) => ({
    ...identity,
    sequence: identity.sequence + 1,
  }));
  const expiresAt = issuedAt + expiresInMinutes * 60_000;
  const token = { identityId, scopes, issuedAt, expiresAt, sequence, clientTime, credential };
  const ticks = context.randomBytes(2).readUInt16BE() % 10_000;
  return { token: encodeAccessToken(token, context.tokenKey), expiresOn: formatExpiresOn(expiresAt, ticks) };
}
