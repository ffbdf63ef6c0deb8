import type { AccessKeyRecord, CustomIdRecord, IdentityRecord, SecretRecord, SigningKeyRecord } from "./records";

/** Everything the emulator must remember. Values are copied in and out: nobody can change them by accident. */
export interface Store {
  /** Looks at one state of the tables; what `look` returns is a copy. */
  read<T>(look: (tables: ReadonlyTables) => T): T;
  /**
   * Runs `work` alone: nobody reads or writes in between. Resolves when all that it set is kept. A `work` that throws
   * has to do so before it sets anything.
   */
  transact<T>(work: (tables: Tables) => T): Promise<T>;
  /** Nothing may be read or written afterwards; closing again does nothing. */
  close(): Promise<void>;
}

export interface Tables {
  readonly identities: Table<IdentityRecord>;
  readonly customIds: Table<CustomIdRecord>;
  readonly secrets: Table<SecretRecord>;
  readonly accessKeys: Table<AccessKeyRecord>;
  readonly signingKeys: Table<SigningKeyRecord>;
}

export interface ReadonlyTables {
  readonly identities: ReadonlyTable<IdentityRecord>;
  readonly customIds: ReadonlyTable<CustomIdRecord>;
  readonly secrets: ReadonlyTable<SecretRecord>;
  readonly accessKeys: ReadonlyTable<AccessKeyRecord>;
  readonly signingKeys: ReadonlyTable<SigningKeyRecord>;
}

export interface ReadonlyTable<T> {
  get(key: string): T | undefined;
  /** In the order of their first `set`. */
  all(): T[];
}

export interface Table<T> extends ReadonlyTable<T> {
  set(key: string, value: T): void;
  clear(): void;
}
