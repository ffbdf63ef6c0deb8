import { type Call, callOf, type Grant } from "./calls";
import { differencesOf, type Granted, grantedIn } from "./grantedIn";
import { KnownIdentity, type KnownUser, type World } from "./World";

/** Creates an identity; undefined when that did not succeed. `owner`: whose it is to be. */
export async function create(
  owner: string,
  grant: Grant | undefined,
  world: World,
): Promise<KnownIdentity | undefined> {
  const answer = await world.ask(callOf("CreateIdentity", { grant }));
  if (!answer.isSuccess) {
    return undefined;
  }
  const granted = grantedIn(answer.body);
  if (!granted || (granted.token === undefined) !== (grant === undefined)) {
    world.violations.add(`CreateIdentity ${answer.outcome}: the body is not what was asked for.`);
    return undefined;
  }
  const identity = new KnownIdentity(granted.id);
  noteOwner(granted.id, owner, world);
  await takeToken(identity, granted, grant, world);
  return identity;
}

export async function issue(identity: KnownIdentity, grant: Grant | undefined, world: World): Promise<void> {
  const answer = await world.ask(callOf("IssueToken", { identity, grant }));
  if (answer.isSuccess) {
    const granted = grantedIn(answer.body);
    if (granted?.token !== undefined && granted.id === identity.id) {
      await takeToken(identity, granted, grant, world);
    } else {
      const what = granted?.token === undefined ? "another shape" : granted.id;
      world.violations.add(`IssueToken for ${identity.id} answered with ${what}.`);
    }
  }
  noteIfGone(identity, answer.outcome);
}

/** Without a grant as the ACS samples for Android and iOS ask. */
export async function issueMine(user: KnownUser, grant: Grant | undefined, world: World): Promise<void> {
  const answer = await world.ask(callOf(grant ? "IssueMyToken" : "GetMyToken", { bearer: user.bearer, grant }));
  if (!answer.isSuccess) {
    return;
  }
  const granted = grantedIn(answer.body);
  if (granted?.token === undefined) {
    world.violations.add(`A user's token came in another shape than documented.`);
    return;
  }
  const { id } = granted;
  const known = user.identity;
  const isSame = known?.id === id;
  const identity = isSame ? known : new KnownIdentity(id);
  user.identity = identity;
  if (isSame && known.fate === "deleted") {
    world.violations.add(`A user's identity ${id} was deleted, and is the user's again.`, "identity lost");
  }
  if (!isSame) {
    if (known?.fate === "alive") {
      world.violations.add(`A user's identity was ${known.id}, and is ${id} now.`, "identity lost");
    }
    noteOwner(id, "a user", world);
  }
  await takeToken(identity, granted, grant, world);
}

export async function revoke(identity: KnownIdentity, world: World): Promise<void> {
  await revokeBy(callOf("RevokeTokens", { identity }), identity, world);
}

export async function revokeMine({ bearer, identity }: KnownUser, world: World): Promise<void> {
  await revokeBy(callOf("RevokeMyTokens", { bearer }), identity, world);
}

/** Deletes, and sees that the identity is gone. */
export async function remove(identity: KnownIdentity, world: World): Promise<void> {
  if (await removeBy(callOf("DeleteIdentity", { identity }), identity, world)) {
    await issue(identity, undefined, world);
  }
}

export async function removeMine({ bearer, identity }: KnownUser, world: World): Promise<void> {
  await removeBy(callOf("DeleteMyIdentity", { bearer }), identity, world);
}

/** `identity`: whose tokens end by the call, where somebody knows. */
async function revokeBy(call: Call, identity: KnownIdentity | undefined, world: World): Promise<void> {
  const wasRevoking = identity?.isRevoking ?? false;
  if (identity) {
    identity.isRevoking = true;
  }
  const answer = await world.ask(call);
  // Where a deletion may be half done, the user may have no row any more; then there is nothing to revoke.
  if (answer.isSuccess && identity && (call.operation === "RevokeTokens" || identity.fate === "alive")) {
    identity.tokensEnded(!answer.excused && !wasRevoking);
    await checkEnded(identity, world);
  }
  noteIfGone(identity, answer.outcome);
}

/** Whether it was acknowledged. */
async function removeBy(call: Call, identity: KnownIdentity | undefined, world: World): Promise<boolean> {
  if (identity && identity.fate !== "deleted") {
    identity.fate = "deleting";
  }
  const { isSuccess } = await world.ask(call);
  if (isSuccess && identity) {
    identity.fate = "deleted";
    world.deleted.add(identity.id);
    identity.tokensEnded(true);
    await checkEnded(identity, world);
  }
  return isSuccess;
}

function noteOwner(id: string, owner: string, { owners, violations }: World): void {
  const former = owners.get(id);
  owners.set(id, owner);
  if (former !== undefined) {
    violations.add(`The identity ${id} was given to ${owner}, though ${former} has it.`);
  }
}

async function takeToken(
  identity: KnownIdentity,
  granted: Granted,
  grant: Grant | undefined,
  world: World,
): Promise<void> {
  const { token } = granted;
  if (token !== undefined) {
    identity.issued(token);
    for (const difference of differencesOf(token, granted, grant)) {
      world.violations.add(`A token was issued that is not as asked for: ${difference}.`);
    }
    await checkGood(identity, token, world);
  }
}

/** A deletion that was asked for, and not acknowledged, was done all the same. */
function noteIfGone(identity: KnownIdentity | undefined, outcome: string): void {
  if (identity && outcome.startsWith("404")) {
    identity.fate = "deleted";
  }
}

/** An acknowledged revoke or deletion has ended the tokens that were issued before it. */
async function checkEnded({ id, ended }: KnownIdentity, { verdictOn, violations }: World): Promise<void> {
  const verdicts = await Promise.all(ended.map(verdictOn));
  if (verdicts.some((verdict) => verdict?.valid)) {
    violations.add(`A token of ${id} is valid, though the call that ends it was answered 204.`, "false 204");
  }
}

/** A token that was issued, and not ended, is good, unless somebody has asked for its end, or for that of the key behind it. */
async function checkGood(identity: KnownIdentity, token: string, world: World): Promise<void> {
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

/**
 * What was acknowledged before the API was killed holds after it: identities are there, deleted ones are not, ended
 * tokens stay so, others do not end, and users have the identities that they had.
 */
export async function checkSurvival(
  identities: readonly KnownIdentity[],
  user: KnownUser,
  world: World,
): Promise<void> {
  for (const identity of [...identities, ...(user.identity ? [user.identity] : [])]) {
    await checkEnded(identity, world);
    for (const token of identity.tokens) {
      await checkGood(identity, token, world);
    }
  }
  for (const identity of identities) {
    await issue(identity, undefined, world);
  }
  await issueMine(user, undefined, world);
}
