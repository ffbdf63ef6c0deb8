import type { Database } from "lmdb";
import type { Table } from "./Store";

/** A value, and its place among the others in the order of their first `set`. */
export interface Stored<T> {
  readonly order: number;
  readonly value: T;
}

/** A table of the database; what it gives out is read afresh each time. */
export class LmdbTable<T> implements Table<T> {
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

  clear(): void {
    this.#database.clearSync();
  }

  #stored(): Stored<T>[] {
    return [...this.#database.getRange().map((entry) => entry.value)];
  }
}
