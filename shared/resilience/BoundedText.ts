/** The largest reply that is taken of a service behind this one, in bytes. The largest sensible one is under 16 KiB. */
export const MAX_REPLY_BYTES = 64 * 1024;

/** A service behind this one has sent more than it has to say. */
export class ReplyTooLargeError extends Error {
  override readonly name = "ReplyTooLargeError";

  constructor(
    maxBytes: number,
    readonly status: number | undefined,
  ) {
    super(`A reply has more than ${maxBytes / 1024} KiB.`);
  }
}

/** The text of a reply's body, UTF-8, as it comes: whoever reads no further than this says never has too much in memory. */
export class BoundedText {
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether the chunk fits; one that does not is left out. */
  add(chunk: Buffer): boolean {
    this.#size += chunk.byteLength;
    if (this.#size > this.#maxBytes) {
      return false;
    }
    this.#chunks.push(chunk);
    return true;
  }

  toString(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}
