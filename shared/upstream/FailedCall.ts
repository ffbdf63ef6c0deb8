import { isRestError } from "@azure/core-rest-pipeline";

/** What an SDK's error says of the HTTP call behind it, whichever SDK it was. */
export interface FailedCall {
  /** The reply's status; undefined when there was no reply. */
  status?: number | undefined;
  /** The service's error code when there was a reply, else that of the network error, such as `ECONNREFUSED`. */
  code?: string | undefined;
  /** The reply's `Retry-After` header. */
  retryAfter?: string | undefined;
  cause: unknown;
}

/** Reads an error of the SDKs that are built on `@azure/core-rest-pipeline`. */
export function failedCallOf(error: unknown): FailedCall {
  if (!isRestError(error)) {
    return { cause: error };
  }
  return {
    status: error.statusCode,
    code: error.code,
    retryAfter: error.response?.headers.get("retry-after"),
    cause: error,
  };
}
