import type { Revocation } from "../store/records";
import type { AcsContext } from "./AcsContext";
import { activeIdentity } from "./ownedIdentity";

/**
 * Ends the identity's tokens that were issued before this call; with `tokensValidFrom` (milliseconds since the Unix
 * epoch, the client's clock) only those issued up to then.
 *
 * Up to, not before: the SDK sends its present time in whole milliseconds, in which it may well have been given a
 * token that it now means to end. A token that it is given in the same millisecond afterwards has a higher sequence.
 * @throws AcsError when the identity does not exist or is deleted
 */
export async function revokeTokens(
  { store, resourceId }: AcsContext,
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
