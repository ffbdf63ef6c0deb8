import { ApiError } from "../../errors";
import { retryAfterForCallers, tryAgainIn } from "../../resilience/replyHeaders";

/** Not the caller's fault: whether their token is good cannot be told now. */
export function keysCannotBeRead(cause: unknown, askedSeconds?: number): ApiError {
  const retryAfterSeconds = retryAfterForCallers(askedSeconds);
  return new ApiError(
    "UpstreamUnavailable",
    `The keys of the access token's issuer cannot be read; ${tryAgainIn(retryAfterSeconds)}.`,
    { retryAfterSeconds, cause },
  );
}
