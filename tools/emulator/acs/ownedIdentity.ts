import type { IdentityRecord } from "../store/records";
import type { ReadonlyTables } from "../store/Store";
import { identityNotOwned } from "./acsErrors";
import { isIdentityOf } from "./identityId";
import { deletedIdentity, neverCreated } from "./unestablished";

/** An identity of this resource, deleted or not. @throws AcsError for an id of another resource, or of none */
export function ownedIdentity({ identities }: ReadonlyTables, resourceId: string, id: string): IdentityRecord {
  if (!isIdentityOf(resourceId, id)) throw identityNotOwned();
  const identity = identities.get(id);
  if (!identity) throw neverCreated();
  return identity;
}

/** An identity of this resource that still is. @throws AcsError */
export function activeIdentity(tables: ReadonlyTables, resourceId: string, id: string): IdentityRecord {
  const identity = ownedIdentity(tables, resourceId, id);
  if (identity.deleted) throw deletedIdentity();
  return identity;
}
