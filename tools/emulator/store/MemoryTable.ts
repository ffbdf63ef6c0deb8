import type { Table } from "./Store";

/** A table in memory that copies in and out. */
export class MemoryTable<T> implements Table<T> {
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

  clear(): void {
    this.#values.clear();
  }
}
