import type { KnownIdentity } from "./KnownIdentity";
import type { World } from "./World";

/** An acknowledged revoke or deletion has ended the tokens that were issued before it. */
export async function checkEnded({ id, ended }: KnownIdentity, { verdictOn, promises }: World): Promise<void> {
  const verdicts = await Promise.all(ended.map(verdictOn));
  if (verdicts.some((verdict) => verdict?.valid)) {
    promises.false204(`A token of ${id} is valid, though the call that ends it was answered 204.`);
  }
}

/** A token that was issued, and not ended, is good, unless somebody has asked for its end, or for that of the key behind it. */
export async function checkGood(identity: KnownIdentity, token: string, world: World): Promise<void> {
  const verdict = await world.verdictOn(token);
  const reason = !verdict || verdict.valid ? undefined : verdict.reason;
  const isExplained =
    reason === "keyRegenerated" ||
    (reason === "revoked" && identity.isRevoking) ||
    (reason === "deleted" && identity.fate !== "alive");
  if (reason !== undefined && !isExplained) {
    world.promises.broken(`A token was issued for ${identity.id} that is not valid: ${reason}.`);
  }
}
