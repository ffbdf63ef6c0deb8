import { ApiError } from "../errors";
import type { UpstreamFailure } from "./UpstreamFailure";

/** What callers are told to wait when the service behind us did not say. */
export const DEFAULT_RETRY_AFTER_SECONDS = 5;

/** The public face of a failed call to ACS. */
export function toApiError(failure: UpstreamFailure): ApiError {
  const options = { cause: failure };
  const retryAfterSeconds = failure.retryAfterSeconds ?? DEFAULT_RETRY_AFTER_SECONDS;
  switch (failure.kind) {
    case "credentialRefused":
      return new ApiError(
        "UpstreamRejected",
        "Azure Communication Services refuses this service's access key; its operator has to put a valid connection string into Key Vault.",
        options,
      );
    case "notFound":
      return new ApiError(
        "IdentityNotFound",
        "This ACS resource has no such identity; create one, and use the id of the reply.",
        options,
      );
    case "throttled":
      return new ApiError(
        "TooManyRequests",
        `Azure Communication Services is throttling; try again in ${retryAfterSeconds} s.`,
        { ...options, retryAfterSeconds },
      );
    case "unavailable":
      return new ApiError(
        "UpstreamUnavailable",
        `Azure Communication Services cannot be reached; try again in ${retryAfterSeconds} s.`,
        { ...options, retryAfterSeconds },
      );
    case "timedOut":
      return new ApiError(
        "UpstreamTimeout",
        "Azure Communication Services did not answer in time; try again.",
        options,
      );
    case "unexpected":
      return new ApiError("InternalError", "This service could not do what was asked; report the request id.", options);
  }
}
