import type { IdentityTable } from "./IdentityTable";

/** A table that is made by `load` when it is first used. */
export function lateTable(load: () => Promise<IdentityTable>): IdentityTable {
  return {
    read: async (...args) => await (await load()).read(...args),
    insert: async (...args) => await (await load()).insert(...args),
    replace: async (...args) => await (await load()).replace(...args),
    delete: async (...args) => {
      await (await load()).delete(...args);
    },
  };
}
