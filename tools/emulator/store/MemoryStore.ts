import { MemoryTable } from "./MemoryTable";
import type { ReadonlyTables, Store, Tables } from "./Store";

/** Forgets everything when the process ends. */
export class MemoryStore implements Store {
  readonly #tables: Tables = {
    identities: new MemoryTable(),
    customIds: new MemoryTable(),
    secrets: new MemoryTable(),
    accessKeys: new MemoryTable(),
    signingKeys: new MemoryTable(),
  };

  read<T>(look: (tables: ReadonlyTables) => T): T {
    return look(this.#tables);
  }

  async transact<T>(work: (tables: Tables) => T): Promise<T> {
    return Promise.resolve(work(this.#tables));
  }

  async close(): Promise<void> {
    return Promise.resolve();
  }
}
