import * as z from "zod";
import type { Clock } from "../../clock";
import { classify } from "../../upstream/classify";
import { UpstreamFailure } from "../../upstream/UpstreamFailure";

/** What Node's fetch says of a failed connection. */
const networkError = z.object({ cause: z.object({ code: z.string() }) });

/** The largest document that is taken, in bytes. An issuer's keys, certificates and all, are a few dozen KiB. */
export const MAX_DOCUMENT_BYTES = 512 * 1024;

/**
 * Gets a JSON document over https. A redirect is not followed: it could lead to where there is no TLS.
 * @throws UpstreamFailure
 */
export async function getJson(url: string, signal: AbortSignal, clock: Clock): Promise<unknown> {
  if (!URL.canParse(url) || new URL(url).protocol !== "https:") {
    throw new UpstreamFailure("unexpected", { mayHaveActed: false, cause: new Error(`Not an https address: ${url}`) });
  }
  const response = await send(url, signal, clock);
  if (response.status !== 200) {
    await response.body?.cancel();
    const retryAfter = response.headers.get("retry-after") ?? undefined;
    const cause = new Error(`${url} answered ${response.status}.`);
    throw classify({ status: response.status, retryAfter, cause }, clock.now());
  }
  try {
    return parsed(await textOf(response), response);
  } catch (cause) {
    const kind = cause instanceof DocumentTooLargeError ? "unexpected" : "unavailable";
    throw new UpstreamFailure(kind, { mayHaveActed: false, cause });
  }
}

/** What JSON.parse throws quotes the text; of what cannot be read, type and length are enough. */
function parsed(text: string, { url, headers }: Response): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const [type = "no type"] = /^[\w.+/-]{1,100}/.exec(headers.get("content-type") ?? "") ?? [];
    throw new Error(`${url} answered 200 with ${type} of ${text.length} characters that is not JSON.`);
  }
}

class DocumentTooLargeError extends Error {
  override readonly name = "DocumentTooLargeError";
}

/** Ends the connection as soon as it has brought too much. */
async function textOf(response: Response): Promise<string> {
  const body: AsyncIterable<Uint8Array> | null = response.body;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_DOCUMENT_BYTES) {
      throw new DocumentTooLargeError(`${response.url} answered with more than ${MAX_DOCUMENT_BYTES / 1024} KiB.`);
    }
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

async function send(url: string, signal: AbortSignal, clock: Clock): Promise<Response> {
  try {
    return await fetch(url, { signal, redirect: "manual", headers: { Accept: "application/json" } });
  } catch (cause) {
    const { data } = networkError.safeParse(cause);
    throw classify({ code: data?.cause.code, cause }, clock.now());
  }
}
