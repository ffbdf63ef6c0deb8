/** What the emulator knows about a token that it minted. Instants in milliseconds since the Unix epoch. */
export interface AccessToken {
  readonly identityId: string;
  readonly scopes: readonly string[];
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Its place among the tokens and revocations of the identity. */
  readonly sequence: number;
  /** When it was issued by the clock that clients see, which `tokensValidFrom` is compared with. */
  readonly clientTime: number;
  /** The credential that it was asked for with, see `credentialName`. */
  readonly credential: string;
}
