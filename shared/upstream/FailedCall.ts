import { isRestError } from "@azure/core-rest-pipeline";
import * as z from "zod";

/** What an SDK's error says of the HTTP call behind it, whichever SDK it was. */
export interface FailedCall {
  /** The reply's status; undefined when there was no reply. */
  status?: number | undefined;
  /** The service's error code when there was a reply, else that of the network error, such as `ECONNREFUSED`. */
  code?: string | undefined;
  /** What of the request the service's error is about, in its own words. */
  target?: string | undefined;
  /** The reply's `Retry-After` header. */
  retryAfter?: string | undefined;
  cause: unknown;
}

const errorDetails = z.object({ error: z.object({ target: z.string() }) });

/** Reads an error of the SDKs that are built on `@azure/core-rest-pipeline`. */
export function failedCallOf(error: unknown): FailedCall {
  if (!isRestError(error)) {
    return { cause: error };
  }
  return {
    status: error.statusCode,
    code: error.code,
    target: errorDetails.safeParse(error.details).data?.error.target,
    retryAfter: error.response?.headers.get("retry-after"),
    cause: error,
  };
}
