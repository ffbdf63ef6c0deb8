/** What the `Authorization` header of a request signed with an access key says. */
export interface HmacAuthorization {
  /** Lower case, in the order in which their values were signed. */
  readonly signedHeaders: readonly string[];
  /** Base64. */
  readonly signature: string;
}

const FORM = /^HMAC-SHA256 SignedHeaders=([\w;-]+)&Signature=([A-Za-z\d+/]+=*)$/;

/** `undefined` for any other form: the documentation's is exact, without a `Credential` part. */
export function parseHmacAuthorization(header: string): HmacAuthorization | undefined {
  const [, names, signature] = FORM.exec(header) ?? [];
  return names && signature ? { signedHeaders: names.toLowerCase().split(";"), signature } : undefined;
}
