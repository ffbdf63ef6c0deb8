import type { ReadonlyTables, Store, Table, Tables } from "./Store";

/** Forgets everything when the process ends. */
export class MemoryStore implements Store {
  readonly #tables: Tables = {
    identities: new MemoryTable(),
    customIds: new MemoryTable(),
    teamsAssignments: new MemoryTable(),
    entraAssignments: new MemoryTable(),
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

/** A table in memory that copies in and out. */
class MemoryTable<T> implements Table<T> {
  readonly #values = new Map<string, T>();

  get(key: string): T | undefined {
    return structuredClone(this.#values.get(key));
  }

  all(): T[] {
    return structuredClone([...this.#values.values()]);
  }

  set(key: string, value: T): void {
    this.#values.set(key, structuredClone(value));
  }

  delete(key: string): void {
    this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
  }
}
