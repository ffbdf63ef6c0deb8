/** `signedOut`: the user has to sign in again. `passing`: a later try may do. `refused`: as it is, none will. */
export type Reason = "signedOut" | "passing" | "refused";

interface Details {
  /** Of the reply; 0 where none came. */
  readonly status: number;
  readonly code?: string | undefined;
  /** The token service's own words. */
  readonly said?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** Why there is no token. Holds nothing of a reply but the token service's own error. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  readonly status: number;
  /** The token service's; undefined where the reply is from what stands before it. */
  readonly code: string | undefined;
  readonly said: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly reason: Reason,
    why: string,
    { status, code, said, requestId, retryAfterSeconds, cause }: Details,
  ) {
    super(`No token: ${why}.`, { cause });
    this.status = status;
    this.code = code;
    this.said = said;
    this.requestId = requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
