import type { PipelineResponse } from "@azure/core-rest-pipeline";
import type { Clock } from "../../clock";
import { ReplyTooLargeError } from "../../resilience/BoundedText";
import { classify, failedCallOf } from "../../resilience/failedCall";
import { ask } from "../../resilience/sdkHttpClient";
import { UpstreamFailure } from "../../resilience/UpstreamFailure";

/** The largest document that is taken, in bytes. An issuer's keys, certificates and all, are a few dozen KiB. */
export const MAX_DOCUMENT_BYTES = 512 * 1024;

/** Who says nothing of encodings may be sent any. */
const HEADERS = { Accept: "application/json", "Accept-Encoding": "identity" };

/**
 * Gets a JSON document over https. A redirect is not followed: it could lead to where there is no TLS.
 * @throws UpstreamFailure
 */
export async function getJson(url: string, abortSignal: AbortSignal, clock: Clock): Promise<unknown> {
  if (!URL.canParse(url) || new URL(url).protocol !== "https:") {
    throw unexpected(new Error(`Not an https address: ${url}`));
  }
  const { status, headers, bodyAsText } = await send(url, abortSignal, clock);
  if (status === 200) {
    return parsed(bodyAsText ?? "", url, headers);
  }
  const cause = new Error(`${url} answered ${status}.`);
  throw isRedirect(status)
    ? unexpected(cause)
    : classify({ status, retryAfter: headers.get("retry-after"), date: headers.get("date"), cause }, clock.now());
}

async function send(url: string, abortSignal: AbortSignal, clock: Clock): Promise<PipelineResponse> {
  try {
    return await ask(url, { method: "GET", headers: HEADERS, maxReplyBytes: MAX_DOCUMENT_BYTES, abortSignal });
  } catch (cause) {
    // Of an issuer in trouble it is a page about that.
    throw cause instanceof ReplyTooLargeError && cause.status === 200
      ? unexpected(new Error(`${url}: ${cause.message}`))
      : classify(failedCallOf(cause), clock.now());
  }
}

/** Asked again, it would lead there again: the document is not here. */
function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

/** What JSON.parse throws quotes the text; of what cannot be read, type and length are enough. */
function parsed(text: string, url: string, headers: PipelineResponse["headers"]): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const [type = "no type"] = /^[\w.+/-]{1,100}/.exec(headers.get("content-type") ?? "") ?? [];
    const cause = new Error(`${url} answered 200 with ${type} of ${text.length} characters that is not JSON.`);
    throw new UpstreamFailure("unavailable", { mayHaveActed: false, cause });
  }
}

/** Asking again would bring the same. */
function unexpected(cause: Error): UpstreamFailure {
  return new UpstreamFailure("unexpected", { mayHaveActed: false, cause });
}
