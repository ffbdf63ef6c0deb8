import { MemoryTable } from "./MemoryTable";
import type { ReadonlyTables, Store, Tables } from "./Store";

/** Forgets everything when the process ends. */
export class MemoryStore implements Store {
  readonly #tables: Tables = {
    identities: new MemoryTable(),
    secrets: new MemoryTable(),
    accessKeys: new MemoryTable(),
  };

  read<T>(look: (tables: ReadonlyTables) => T): T {
    return look(this.#tables);
  }

  async transact<T>(work: (tables: Tables) => T): Promise<T> {
    return Promise.resolve(work(this.#tables));
  }
}
