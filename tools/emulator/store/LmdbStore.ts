import { open, type RootDatabase } from "lmdb";
import { LmdbTable, type Stored } from "./LmdbTable";
import type { ReadonlyTables, Store, Tables } from "./Store";

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
