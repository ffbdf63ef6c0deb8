/** A refusal in ACS's words. */
export class AcsError extends Error {
  override readonly name = "AcsError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: {
      /** The member of the request that is at fault. */
      readonly target?: string;
      /** Told before the operation ran: such replies lack `api-supported-versions` (recorded). */
      readonly early?: true;
      /** Seconds, for the header `Retry-After`. */
      readonly retryAfter?: number;
    } = {},
  ) {
    super(message);
  }

  /** The envelope on the wire: compact, members without a value absent (recorded). */
  toJSON(): unknown {
    return { error: { code: this.code, message: this.message, target: this.details.target } };
  }
}
