import type { FailedCall } from "./FailedCall";
import { retryAfterSeconds } from "./retryAfter";
import { timeOfReply } from "./timeOfReply";
import { UpstreamFailure } from "./UpstreamFailure";

/** Network errors that come before the request can have been sent. */
const NOT_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

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
