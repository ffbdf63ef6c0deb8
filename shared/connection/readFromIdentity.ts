import type { AccessToken } from "@azure/identity";
import type { Clock } from "../clock";
import { deadlineIn } from "../deadline";
import { ApiError } from "../errors";
import { type FetchToken, type IdentityEnvironment, managedIdentityTokens } from "../managedIdentity";
import type { ReadFor } from "../resilience/CachedRead";
import type { CallOptions } from "../resilience/callOptions";
import { createPolicies, retry } from "../resilience/retry";
import { UpstreamFailure, upstreamUnavailable } from "../resilience/UpstreamFailure";

/** One read of a token ends within this time. */
const READ_LIMIT_MS = 5_000;

/** Two slashes, as ACS's own SDKs ask for it. */
const SCOPE = "https://communication.azure.com//.default";

interface IdentityOptions {
  environment: IdentityEnvironment;
  clock: Clock;
  random: () => number;
}

/**
 * Makes the function that fetches a token for ACS: of the app's managed identity where it has one, elsewhere of whoever
 * develops. The function rejects with an ApiError: Misconfigured (there is no such identity), UpstreamUnavailable (all else).
 */
export function readFromIdentity({ environment, clock, random }: IdentityOptions): ReadFor<AccessToken> {
  const fetchToken = environment.IDENTITY_ENDPOINT
    ? managedIdentityTokens(environment, clock)
    : developersTokens(environment, clock);
  const policies = createPolicies(clock);
  return async (record) => {
    try {
      const deadline = deadlineIn(READ_LIMIT_MS, clock, record);
      const fetch = ({ abortSignal }: CallOptions) => fetchToken(SCOPE, abortSignal);
      return await retry(fetch, { idempotent: true, deadline, clock, random, policies });
    } catch (error) {
      throw error instanceof UpstreamFailure ? toApiError(error) : error;
    }
  };
}

/**
 * By the identity library, which takes a while to load, and which an app in Azure does without. `az` may take longer than
 * one try, or one read, is given: its token then serves the next.
 */
function developersTokens(environment: IdentityEnvironment, clock: Clock): FetchToken {
  const fetchToken = async (scope: string) => {
    const { createCredential } = await import("../azureIdentity.js");
    const token = await createCredential(environment, clock).getToken(scope);
    if (!token) {
      throw new TypeError("The credential gave no token.");
    }
    return token;
  };
  let latest: Promise<AccessToken> | undefined;
  return async (scope, signal) => {
    const mine = (latest ??= fetchToken(scope));
    try {
      return await mine;
    } finally {
      if (!signal.aborted && latest === mine) {
        latest = undefined;
      }
    }
  };
}

function toApiError(failure: UpstreamFailure): ApiError {
  return failure.kind === "noCredential"
    ? new ApiError("Misconfigured", failure.advice ?? failure.message, { cause: failure })
    : upstreamUnavailable("The service that gives this app's identity its tokens", failure);
}
