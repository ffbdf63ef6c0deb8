import { isRestError } from "@azure/core-rest-pipeline";
import * as z from "zod";

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

const errorEnvelope = z.object({
  error: z.object({ code: z.string(), target: z.string().optional().catch(undefined) }),
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
