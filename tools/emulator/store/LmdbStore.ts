import { type Database, open, type RootDatabase } from "lmdb";
import type { ReadonlyTables, Store, Table, Tables } from "./Store";

/** Keeps everything in one file, written through to the disk before a change is acknowledged. */
export class LmdbStore implements Store {
  readonly #root: RootDatabase<unknown, string>;
  readonly #tables: Tables;
  #closing: Promise<void> | undefined;

  constructor(file: string) {
    // Without the overlap a change is acknowledged only once it is on the disk.
    this.#root = open<unknown, string>({ path: file, overlappingSync: false, encoding: "json" });
    this.#tables = {
      identities: this.#table("identities"),
      customIds: this.#table("customIds"),
      teamsAssignments: this.#table("teamsAssignments"),
      entraAssignments: this.#table("entraAssignments"),
      secrets: this.#table("secrets"),
      accessKeys: this.#table("accessKeys"),
      signingKeys: this.#table("signingKeys"),
    };
  }

  read<T>(look: (tables: ReadonlyTables) => T): T {
    return look(this.#tables);
  }

  async transact<T>(work: (tables: Tables) => T): Promise<T> {
    return this.#root.transaction(() => work(this.#tables));
  }

  async close(): Promise<void> {
    this.#closing ??= this.#root.close();
    return this.#closing;
  }

  #table<T>(name: string): LmdbTable<T> {
    return new LmdbTable(this.#root.openDB<Stored<T>, string>({ name, encoding: "json" }));
  }
}

/** A value, and its place among the others in the order of their first `set`. */
interface Stored<T> {
  readonly order: number;
  readonly value: T;
}

/** A table of the database; what it gives out is read afresh each time. */
class LmdbTable<T> implements Table<T> {
  readonly #database: Database<Stored<T>, string>;
  #nextOrder: number;

  constructor(database: Database<Stored<T>, string>) {
    this.#database = database;
    this.#nextOrder = this.#stored().reduce((next, { order }) => Math.max(next, order + 1), 0);
  }

  get(key: string): T | undefined {
    return this.#database.get(key)?.value;
  }

  all(): T[] {
    return this.#stored()
      .sort((a, b) => a.order - b.order)
      .map(({ value }) => value);
  }

  set(key: string, value: T): void {
    const order = this.#database.get(key)?.order ?? this.#nextOrder++;
    void this.#database.put(key, { order, value }); // kept with the transaction around it
  }

  delete(key: string): void {
    void this.#database.remove(key); // as above
  }

  clear(): void {
    this.#database.clearSync();
  }

  #stored(): Stored<T>[] {
    return [...this.#database.getRange().map((entry) => entry.value)];
  }
}
