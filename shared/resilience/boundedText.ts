/** The largest reply that is taken of a service behind this one, in bytes. The largest sensible one is under 16 KiB. */
export const MAX_REPLY_BYTES = 64 * 1024;

/** A service behind this one has sent more than it has to say. */
export class ReplyTooLargeError extends Error {
  override readonly name = "ReplyTooLargeError";
}

/**
 * The text of a reply's body, UTF-8. One that brings more than `maxBytes` is given up as soon as it does, and with it its
 * connection: what it would have grown to is never in memory.
 * @throws ReplyTooLargeError
 */
export async function boundedText(
  body: AsyncIterable<Uint8Array | string> | null | undefined,
  maxBytes = MAX_REPLY_BYTES,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    const bytes = Buffer.from(chunk);
    size += bytes.byteLength;
    if (size > maxBytes) {
      throw new ReplyTooLargeError(`A reply has more than ${maxBytes / 1024} KiB.`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** A stream of Node's, as the type does not say, is iterable. */
export function chunksOf(stream: NodeJS.ReadableStream | undefined): AsyncIterable<Buffer | string> | undefined {
  return stream;
}
