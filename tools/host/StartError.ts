/** The host cannot start, for a reason the developer can act on. The message is whole sentences for them. */
export class StartError extends Error {
  override readonly name = "StartError";

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}
