import { ApiError } from "../../errors";
import { DEFAULT_RETRY_AFTER_SECONDS } from "../../upstream/toApiError";

/** Not the caller's fault: whether their token is good cannot be told now. */
export function keysCannotBeRead(cause: unknown, retryAfterSeconds = DEFAULT_RETRY_AFTER_SECONDS): ApiError {
  return new ApiError(
    "UpstreamUnavailable",
    `The keys of the access token's issuer cannot be read; try again in ${retryAfterSeconds} s.`,
    { retryAfterSeconds, cause },
  );
}
