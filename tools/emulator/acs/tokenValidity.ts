import type { JwtKey } from "../jwt";
import type { IdentityRecord, ReadonlyTables, Revocation, Store } from "../store/Store";
import { credentialName, ENTRA_CREDENTIAL } from "./accessKeys";
import type { AcsContext } from "./AcsContext";
import { activeIdentity } from "./identities";
import { isEntraIdentity } from "./identityId";
import { type AccessToken, decodeAccessToken } from "./tokens";

/**
 * Ends the identity's tokens that were issued before this call; with `tokensValidFrom` (milliseconds since the Unix
 * epoch, the client's clock) only those issued up to then.
 *
 * Up to, not before: the SDK sends its present time in whole milliseconds, in which it may well have been given a
 * token that it now means to end. A token that it is given in the same millisecond afterwards has a higher sequence.
 * @throws AcsError when the identity does not exist or is deleted
 */
export async function revokeTokens(
  { store, resourceId }: Pick<AcsContext, "store" | "resourceId">,
  id: string,
  tokensValidFrom?: number,
): Promise<void> {
  await store.transact((tables) => {
    const identity = activeIdentity(tables, resourceId, id);
    const sequence = identity.sequence + 1;
    const revocation = tokensValidFrom === undefined ? { sequence } : { sequence, issuedUntil: tokensValidFrom };
    const revocations = withRevocation(identity.revocations, revocation);
    tables.identities.set(id, { ...identity, sequence, revocations });
  });
}

/** Earlier ones that end nothing more than the new one are forgotten: usually one remains. */
function withRevocation(revocations: readonly Revocation[], added: Revocation): Revocation[] {
  const until = ({ issuedUntil = Infinity }: Revocation): number => issuedUntil;
  return [...revocations.filter((earlier) => until(earlier) > until(added)), added];
}

/**
 * Why a token is not valid: "signature" (not a token of this emulator), "expired", "unknownIdentity" (before a reset),
 * "deleted" (its identity), "revoked", "keyRegenerated" (the access key that it was asked for with).
 */
export type TokenFault = "signature" | "expired" | "unknownIdentity" | "deleted" | "revoked" | "keyRegenerated";

/** Teams users are Entra's, not the resource's: nothing is known of them here, and nothing of theirs is revoked. */
const TEAMS_USER = "8:orgid:";

export type TokenVerdict = { readonly valid: true } | { readonly valid: false; readonly reason: TokenFault };

/** Whether a token opens calls and chats at `now`; the real service may take up to 15 minutes to see a revocation. */
export function validateToken(token: string, key: JwtKey, store: Store, now: number): TokenVerdict {
  const decoded = decodeAccessToken(token, key);
  const reason = decoded ? store.read((tables) => fault(decoded, tables, now)) : "signature";
  return reason ? { valid: false, reason } : { valid: true };
}

function fault(token: AccessToken, tables: ReadonlyTables, now: number): TokenFault | undefined {
  if (now >= token.expiresAt) {
    return "expired";
  }
  return identityFault(token, tables) ?? credentialFault(token, tables);
}

function identityFault(token: AccessToken, tables: ReadonlyTables): TokenFault | undefined {
  if (isEntraIdentity(token.identityId)) {
    return isAssigned(token, tables) ? undefined : "revoked";
  }
  if (token.identityId.startsWith(TEAMS_USER)) {
    return undefined;
  }
  const identity = tables.identities.get(token.identityId);
  if (!identity) {
    return "unknownIdentity";
  }
  if (identity.deleted) {
    return "deleted";
  }
  return isRevoked(token, identity) ? "revoked" : undefined;
}

/** Withdrawing an assignment ends the tokens that were issued by it (the specification's authors, in its review). */
function isAssigned({ sequence }: AccessToken, { teamsAssignments, entraAssignments }: ReadonlyTables): boolean {
  return [...teamsAssignments.all(), ...entraAssignments.all()].some(({ serial }) => serial === sequence);
}

function credentialFault(token: AccessToken, { accessKeys }: ReadonlyTables): TokenFault | undefined {
  const credentials = [ENTRA_CREDENTIAL, ...accessKeys.all().map(credentialName)];
  return credentials.includes(token.credential) ? undefined : "keyRegenerated";
}

function isRevoked(token: AccessToken, { revocations }: IdentityRecord): boolean {
  return revocations.some((revocation) => ends(revocation, token));
}

function ends({ sequence, issuedUntil = Infinity }: Revocation, token: AccessToken): boolean {
  return token.sequence < sequence && token.clientTime <= issuedUntil;
}
