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
