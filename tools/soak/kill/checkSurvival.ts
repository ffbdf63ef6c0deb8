import { checkEnded, checkGood } from "../walk/checkTokens";
import type { Client } from "../walk/Client";
import type { KnownIdentity } from "../walk/KnownIdentity";
import { issue, issueMine } from "../walk/steps";
import type { World } from "../walk/World";

/**
 * What was acknowledged before a kill holds after it: identities are there, deleted ones are not, ended tokens stay so,
 * others do not end, and users have the identities that they had.
 */
export async function checkSurvival({ identities, user }: Client, world: World): Promise<void> {
  for (const identity of identities) {
    await checkTokens(identity, world);
    await issue(identity, undefined, world);
  }
  if (user.identity) {
    await checkTokens(user.identity, world);
  }
  await issueMine(user, undefined, world);
}

async function checkTokens(identity: KnownIdentity, world: World): Promise<void> {
  await checkEnded(identity, world);
  for (const token of identity.tokens) {
    await checkGood(identity, token, world);
  }
}
