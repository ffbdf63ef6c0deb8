/** One request as the emulated services see it. */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  /** Path and query exactly as sent: this is what clients sign. */
  readonly rawTarget: string;
  /** The path's segments, each percent-decoded, without empty ones. */
  readonly segments: readonly string[];
  /** The segments joined by "/", with a leading one: for people and for prefixes, not for routing. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Partial<Record<string, string>>>;
  readonly body: Buffer;
}
