import { request } from "node:http";
import { text } from "node:stream/consumers";

/** One line of a request's head. */
export type HeaderLine = [name: string, value: string];

/** Sends a request with exactly these header lines, repeated ones too, which `fetch` would join. */
export async function rawRequest(
  method: string,
  url: string,
  lines: readonly HeaderLine[],
  body = "",
): Promise<{ status: number; text: string }> {
  const fixed = ["Host", new URL(url).host, "Connection", "close", "Content-Length", String(Buffer.byteLength(body))];
  return await new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: [...fixed, ...lines.flat()] }, (reply) => {
      text(reply).then((replyText) => {
        resolve({ status: reply.statusCode ?? 0, text: replyText });
      }, reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
