import { ownedIdentity } from "../ownedIdentity";
import type { Operation } from "./Operation";

/** `DELETE /identities/{id}`: 204, in every version (recorded). Ends all its tokens, and its issuing of new ones. */
export const deleteIdentity: Operation = async ({ identityId }, { store, resourceId }) => {
  await store.transact((tables) => {
    const identity = ownedIdentity(tables, resourceId, identityId);
    tables.identities.set(identityId, { ...identity, deleted: true });
  });
  return { status: 204, headers: {}, body: "" };
};
