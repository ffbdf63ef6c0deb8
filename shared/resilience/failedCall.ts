import { isRestError } from "@azure/core-rest-pipeline";
import * as z from "zod/mini";
import { retryAfterSeconds, timeOfReply } from "./replyHeaders";
import { UpstreamFailure } from "./UpstreamFailure";

/** What an SDK's error says of the HTTP call behind it, whichever SDK it was. */
export interface FailedCall {
  /** The reply's status; undefined when there was no reply. */
  status?: number | undefined;
  /**
   * When there was a reply, the code in the error envelope of Azure's services, and undefined without one; else that of
   * the network error, such as `ECONNREFUSED`.
   */
  code?: string | undefined;
  /** What of the request the service's error is about, in its own words. */
  target?: string | undefined;
  /** The reply's `Retry-After` header. */
  retryAfter?: string | undefined;
  /** The reply's `Date` header. */
  date?: string | undefined;
  cause: unknown;
}

/** The error envelope of Azure's services. */
export const errorEnvelope = z.object({
  error: z.object({ code: z.string(), target: z.catch(z.optional(z.string()), undefined) }),
});

/** Reads an error of the SDKs that are built on `@azure/core-rest-pipeline`. */
export function failedCallOf(error: unknown): FailedCall {
  if (!isRestError(error)) {
    return { cause: error };
  }
  const envelope = errorEnvelope.safeParse(error.details).data?.error;
  return {
    status: error.statusCode,
    code: error.statusCode === undefined ? error.code : envelope?.code,
    target: envelope?.target,
    retryAfter: error.response?.headers.get("retry-after"),
    date: error.response?.headers.get("date"),
    cause: error,
  };
}

/** What the error of a call has as its code where a proxy let it go no further. */
export const PROXY_REFUSED = "PROXY_REFUSED";

/** Network errors that come before the request can have been sent. */
const NOT_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", PROXY_REFUSED]);

/** Decides what a failed HTTP call means, by the rules common to Azure services. `now`: milliseconds since the epoch. */
export function classify(call: FailedCall, now: number): UpstreamFailure {
  const { status, code, cause } = call;
  const wait = retryAfterSeconds(call.retryAfter, timeOfReply(call.date, now));
  switch (status) {
    case undefined:
      return new UpstreamFailure("unavailable", { mayHaveActed: !NOT_SENT.has(code ?? ""), cause });
    case 401:
    case 403:
      return new UpstreamFailure("credentialRefused", { mayHaveActed: false, cause });
    case 404:
      return new UpstreamFailure("notFound", { mayHaveActed: false, cause });
    case 408:
      return new UpstreamFailure("timedOut", { mayHaveActed: true, cause });
    case 429:
      return new UpstreamFailure("throttled", { mayHaveActed: false, retryAfterSeconds: wait, cause });
    default:
      return status >= 400 && status < 500
        ? new UpstreamFailure("unexpected", { mayHaveActed: true, cause })
        : new UpstreamFailure("unavailable", {
            mayHaveActed: !(status === 503 && wait !== undefined),
            retryAfterSeconds: wait,
            cause,
          });
  }
}

/**
 * The failure, unless it is a 404 without a code of the service's own: a gateway's, or that of whatever else is at the
 * address, which says nothing of what was asked for.
 */
export function unlessForeign(failure: UpstreamFailure, code: string | undefined): UpstreamFailure {
  return failure.kind === "notFound" && code === undefined
    ? new UpstreamFailure("unavailable", { mayHaveActed: true, cause: failure.cause })
    : failure;
}
