import type { Client } from "../walk/Client";
import type { KnownIdentity } from "../walk/known";
import { checkEnded, checkGood, issue, issueMine } from "../walk/steps";
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

/** The living identities that none of the clients, and none of their users, knows of. */
export function orphansIn(
  living: readonly string[],
  clients: readonly Pick<Client, "identities" | "user">[],
): string[] {
  const known = new Set(
    clients.flatMap(({ identities, user }) => [...identities.map(({ id }) => id), user.identity?.id ?? ""]),
  );
  return living.filter((id) => !known.has(id));
}
