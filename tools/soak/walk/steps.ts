import * as calls from "./calls";
import { grantedIn, identityIn } from "./grantedIn";
import { KnownIdentity, type KnownUser } from "./known";
import type { Answer, Grant, World } from "./World";

/** Creates an identity; undefined when that did not succeed. `owner`: whose it is to be. */
export async function create(
  owner: string,
  grant: Grant | undefined,
  world: World,
): Promise<KnownIdentity | undefined> {
  const answer = await world.ask(calls.createIdentity(grant));
  if (!answer.isSuccess) {
    return undefined;
  }
  const granted = grant && grantedIn(answer.body, grant);
  const id = granted?.id ?? (grant ? undefined : identityIn(answer.body));
  if (id === undefined) {
    world.violations.add(`CreateIdentity ${answer.outcome}: the body is not what was asked for.`);
    return undefined;
  }
  const identity = new KnownIdentity(id);
  const former = world.owners.handed(id, owner);
  if (former !== undefined) {
    world.violations.add(`CreateIdentity made ${id} for ${owner}, which ${former} has.`);
  }
  if (granted) {
    await takeToken(identity, granted, world);
  }
  return identity;
}

export async function issue(identity: KnownIdentity, grant: Grant | undefined, world: World): Promise<void> {
  const answer = await world.ask(calls.issueToken(identity, grant));
  if (answer.isSuccess) {
    const granted = grantedIn(answer.body, grant ?? {});
    if (granted?.id === identity.id) {
      await takeToken(identity, granted, world);
    } else {
      world.violations.add(`IssueToken for ${identity.id} answered with ${granted?.id ?? "another shape"}.`);
    }
  }
  noteIfGone(identity, answer);
}

export async function revoke(identity: KnownIdentity, world: World): Promise<void> {
  const wasRevoking = identity.isRevoking;
  identity.isRevoking = true;
  const answer = await world.ask(calls.revokeTokens(identity));
  if (answer.isSuccess) {
    identity.tokensEnded(!answer.excused && !wasRevoking);
    await checkEnded(identity, world);
  }
  noteIfGone(identity, answer);
}

/** Deletes, and sees that the identity is gone. */
export async function remove(identity: KnownIdentity, world: World): Promise<void> {
  identity.fate = identity.fate === "deleted" ? "deleted" : "deleting";
  const answer = await world.ask(calls.deleteIdentity(identity));
  if (answer.isSuccess) {
    identity.fate = "deleted";
    world.deleted.add(identity.id);
    identity.tokensEnded(true);
    await checkEnded(identity, world);
    await issue(identity, undefined, world);
  }
}

export async function issueMine(user: KnownUser, grant: Grant | undefined, world: World): Promise<void> {
  const answer = await world.ask(calls.issueMyToken(user.bearer, grant));
  if (!answer.isSuccess) {
    return;
  }
  const granted = grantedIn(answer.body, grant ?? {});
  if (!granted) {
    world.violations.add(`A user's token came in another shape than documented.`);
    return;
  }
  const before = user.identity?.id;
  const difference = user.isGiven(granted.id);
  if (difference !== undefined) {
    world.violations.identityLost(`A user always has the same identity: ${difference}.`);
  }
  const former = granted.id === before ? undefined : world.owners.handed(granted.id, "a user");
  if (former !== undefined) {
    world.violations.add(`A user was given ${granted.id}, which ${former} has.`);
  }
  if (user.identity) {
    await takeToken(user.identity, granted, world);
  }
}

export async function revokeMine(user: KnownUser, world: World): Promise<void> {
  const { identity } = user;
  const wasRevoking = identity?.isRevoking ?? false;
  if (identity) {
    identity.isRevoking = true;
  }
  const answer = await world.ask(calls.revokeMyTokens(user.bearer));
  // Where a deletion may be half done, the user may have no row any more; then there is nothing to revoke.
  if (answer.isSuccess && identity?.fate === "alive") {
    identity.tokensEnded(!answer.excused && !wasRevoking);
    await checkEnded(identity, world);
  }
}

export async function removeMine(user: KnownUser, world: World): Promise<void> {
  const { identity } = user;
  if (identity && identity.fate !== "deleted") {
    identity.fate = "deleting";
  }
  const answer = await world.ask(calls.deleteMyIdentity(user.bearer));
  if (answer.isSuccess && identity) {
    identity.fate = "deleted";
    world.deleted.add(identity.id);
    identity.tokensEnded(true);
    await checkEnded(identity, world);
  }
}

async function takeToken(
  identity: KnownIdentity,
  { token, differences }: { token: string; differences: readonly string[] },
  world: World,
): Promise<void> {
  identity.issued(token);
  for (const difference of differences) {
    world.violations.add(`A token was issued that is not as asked for: ${difference}.`);
  }
  await checkGood(identity, token, world);
}

/** A deletion that was asked for, and not acknowledged, was done all the same. */
function noteIfGone(identity: KnownIdentity, { outcome }: Answer): void {
  if (outcome.startsWith("404")) {
    identity.fate = "deleted";
  }
}

/** An acknowledged revoke or deletion has ended the tokens that were issued before it. */
export async function checkEnded({ id, ended }: KnownIdentity, { verdictOn, violations }: World): Promise<void> {
  const verdicts = await Promise.all(ended.map(verdictOn));
  if (verdicts.some((verdict) => verdict?.valid)) {
    violations.false204(`A token of ${id} is valid, though the call that ends it was answered 204.`);
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
    world.violations.add(`A token was issued for ${identity.id} that is not valid: ${reason}.`);
  }
}
