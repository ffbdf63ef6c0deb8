import * as z from "zod/mini";
import type { Clock } from "../../clock";
import { boundedText, ReplyTooLargeError } from "../../resilience/boundedText";
import { classify } from "../../resilience/failedCall";
import { UpstreamFailure } from "../../resilience/UpstreamFailure";

/** What Node's fetch says of a failed connection. */
const networkError = z.object({ cause: z.object({ code: z.string() }) });

/** The largest document that is taken, in bytes. An issuer's keys, certificates and all, are a few dozen KiB. */
export const MAX_DOCUMENT_BYTES = 512 * 1024;

const HEADERS = { Accept: "application/json", "Accept-Encoding": "identity" };

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
    const date = response.headers.get("date") ?? undefined;
    const cause = new Error(`${url} answered ${response.status}.`);
    throw isRedirect(response)
      ? new UpstreamFailure("unexpected", { mayHaveActed: false, cause })
      : classify({ status: response.status, retryAfter, date, cause }, clock.now());
  }
  try {
    return parsed(await boundedText(response.body, MAX_DOCUMENT_BYTES), response);
  } catch (cause) {
    throw cause instanceof ReplyTooLargeError
      ? new UpstreamFailure("unexpected", { mayHaveActed: false, cause: new Error(`${url}: ${cause.message}`) })
      : new UpstreamFailure("unavailable", { mayHaveActed: false, cause });
  }
}

/** Asked again, it would lead there again: the document is not here. */
function isRedirect({ status }: Response): boolean {
  return status >= 300 && status < 400;
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

async function send(url: string, signal: AbortSignal, clock: Clock): Promise<Response> {
  try {
    return await fetch(url, { signal, redirect: "manual", headers: HEADERS });
  } catch (cause) {
    const { data } = networkError.safeParse(cause);
    throw classify({ code: data?.cause.code, cause }, clock.now());
  }
}
