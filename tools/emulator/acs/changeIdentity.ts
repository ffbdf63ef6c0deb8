import type { IdentityRecord } from "../store/records";
import type { Store } from "../store/Store";
import { activeIdentity } from "./ownedIdentity";

/** Changes an identity in one step, and gives it as it is then. @throws AcsError when it is not ours, or deleted */
export async function changeIdentity(
  store: Store,
  id: string,
  change: (identity: IdentityRecord) => IdentityRecord,
): Promise<IdentityRecord> {
  return store.transact((tables) => {
    const changed = change(activeIdentity(tables, id));
    tables.identities.set(id, changed);
    return changed;
  });
}
