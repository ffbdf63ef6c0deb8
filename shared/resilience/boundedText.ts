/** The largest reply that is taken of a service behind this one, in bytes. The largest sensible one is under 16 KiB. */
export const MAX_REPLY_BYTES = 64 * 1024;

/** A service behind this one has sent more than it has to say. */
export class ReplyTooLargeError extends Error {
  override readonly name = "ReplyTooLargeError";
}

/** The text of a body, UTF-8, as it comes: what it would have grown to is never in memory. */
export class BoundedText {
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(maxBytes = MAX_REPLY_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** What there is to throw when it has become too much. */
  add(chunk: Uint8Array | string): ReplyTooLargeError | undefined {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    this.#size += bytes.byteLength;
    if (this.#size > this.#maxBytes) {
      return new ReplyTooLargeError(`A reply has more than ${this.#maxBytes / 1024} KiB.`);
    }
    this.#chunks.push(bytes);
    return undefined;
  }

  toString(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}

/**
 * The text of a reply's body, UTF-8. One that brings more than `maxBytes` is given up as soon as it does, and with it its
 * connection.
 * @throws ReplyTooLargeError
 */
export async function boundedText(
  body: AsyncIterable<Uint8Array | string> | null | undefined,
  maxBytes?: number,
): Promise<string> {
  const text = new BoundedText(maxBytes);
  for await (const chunk of body ?? []) {
    const tooLarge = text.add(chunk);
    if (tooLarge) {
      throw tooLarge;
    }
  }
  return text.toString();
}
