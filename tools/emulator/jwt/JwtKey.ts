/** Signs and checks with one key pair, and says in the token's header how. */
export interface JwtKey {
  readonly header: Readonly<Record<string, string>>;
  sign(data: Buffer): Buffer;
  verify(data: Buffer, signature: Buffer): boolean;
}
