/** One identity, kept after its deletion too: a deleted id and one that never was are answered differently. */
export interface IdentityRecord {
  readonly id: string;
  readonly deleted: boolean;
  /** How many tokens were issued and revocations made so far: the order of the two, exact within a millisecond. */
  readonly sequence: number;
  readonly revocations: readonly Revocation[];
  /** The caller's own name for it. */
  readonly customId?: string;
  /** Milliseconds since the Unix epoch. */
  readonly lastTokenIssuedAt?: number;
}

/** Leads from a caller's own name to an identity, which may be deleted by now. */
export interface CustomIdRecord {
  readonly identityId: string;
}

/** Ends the tokens with a lower sequence that were issued at or before an instant, or all of them. */
export interface Revocation {
  readonly sequence: number;
  /** Milliseconds since the Unix epoch; absent: whenever they were issued. */
  readonly issuedUntil?: number;
}

/** Lets somebody have tokens of the resource. */
export interface AssignmentRecord {
  /** Made up when it is made, and kept when it is replaced: names the one that a token was issued by. */
  readonly serial: number;
  readonly objectId: string;
  readonly tenantId: string;
  readonly principalType: string;
  /** The only applications that may ask for a token; absent: any. */
  readonly clientIds?: readonly string[] | undefined;
}

export type AccessKeyName = "primary" | "secondary";

export interface AccessKeyRecord {
  readonly name: AccessKeyName;
  /** Base64, as in connection strings. */
  readonly value: string;
  /** Counts up with every regeneration, which ends the tokens made with earlier ones. */
  readonly generation: number;
}

/** A private key (PEM). */
export interface SigningKeyRecord {
  readonly pem: string;
}

/** A Key Vault secret; the newest version is the last. */
export interface SecretRecord {
  readonly name: string;
  readonly versions: readonly SecretVersion[];
}

export interface SecretVersion {
  /** 32 hex digits. */
  readonly version: string;
  readonly value: string;
  readonly contentType?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly attributes: SecretAttributes;
}

/** Times in whole seconds since the Unix epoch, as Key Vault sends them. */
export interface SecretAttributes {
  readonly enabled: boolean;
  readonly nbf?: number;
  readonly exp?: number;
  readonly created: number;
  readonly updated: number;
}

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

interface Records {
  identities: IdentityRecord;
  customIds: CustomIdRecord;
  teamsAssignments: AssignmentRecord;
  entraAssignments: AssignmentRecord;
  secrets: SecretRecord;
  accessKeys: AccessKeyRecord;
  signingKeys: SigningKeyRecord;
}

export type Tables = { readonly [Name in keyof Records]: Table<Records[Name]> };

export type ReadonlyTables = { readonly [Name in keyof Records]: ReadonlyTable<Records[Name]> };

export interface ReadonlyTable<T> {
  get(key: string): T | undefined;
  /** In the order of their first `set`. */
  all(): T[];
}

export interface Table<T> extends ReadonlyTable<T> {
  set(key: string, value: T): void;
  /** Does nothing where there is none. */
  delete(key: string): void;
  clear(): void;
}
