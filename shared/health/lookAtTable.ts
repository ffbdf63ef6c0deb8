import type { IdentityTable } from "../directory/IdentityTable";
import type { Look } from "./HealthCheck";

/** No user's key: those are made of ids. */
const NOBODY = "health";

/** Whether the table of the users' identities can be read. */
export function lookAtTable(table: IdentityTable): Look {
  return async (deadline) => {
    await table.read(NOBODY, deadline);
    return { status: "healthy", message: "The table of identities was read." };
  };
}
