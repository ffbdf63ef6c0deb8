import type { Clock } from "../clock";
import type { AcsAccess } from "../connection/AcsConnection";
import { classify, type FailedCall } from "../resilience/failedCall";
import { UpstreamFailure } from "../resilience/UpstreamFailure";
import type { TokenGrant } from "./AcsClient";
import { isRetiring } from "./sdks";

/**
 * Runs one call to ACS; what it throws is read by `readError` and rethrown as the UpstreamFailure that `decide` makes of it.
 * `grant`: that of a call for a token.
 */
export function withAcsFailures(
  readError: (error: unknown) => FailedCall,
  access: AcsAccess,
  clock: Clock,
  decide = acsFailure,
): <T>(call: () => Promise<T>, grant?: TokenGrant) => Promise<T> {
  return async (call, grant) => {
    try {
      return await call();
    } catch (error) {
      throw decide(readError(error), access, clock.now(), grant);
    }
  };
}

/** Decides what a failed call to ACS means. `now`: milliseconds since the epoch. */
export function acsFailure(call: FailedCall, access: AcsAccess, now: number, grant?: TokenGrant): UpstreamFailure {
  const { cause } = call;
  if (saysGone(call)) {
    return new UpstreamFailure("notFound", { mayHaveActed: false, cause });
  }
  const target = refusedInput(call);
  if (target !== undefined) {
    return new UpstreamFailure("inputRefused", { mayHaveActed: false, target, cause });
  }
  if (call.status === 400 && call.code === "UnsupportedApiVersion") {
    return new UpstreamFailure("apiVersionRefused", { mayHaveActed: false, advice: VERSION_ADVICE, cause });
  }
  if (grant && refusesScopes(call, grant)) {
    return new UpstreamFailure("scopesRefused", { mayHaveActed: false, cause });
  }
  // A token is dated by the clock of whoever issued it, a signature by ours.
  const advice = access === "accessKey" ? clockAdvice(call, now) : undefined;
  if (advice !== undefined) {
    return new UpstreamFailure("clockRefused", { mayHaveActed: false, advice, cause });
  }
  if (grant && call.status === 403 && call.code !== undefined) {
    return new UpstreamFailure("forbidden", { mayHaveActed: false, cause });
  }
  return isNoVerdict(call) ? new UpstreamFailure("unavailable", { mayHaveActed: true, cause }) : classify(call, now);
}

/**
 * Whether ACS says, in its own words, that it does not have the identity (any more) that the call was about. Nothing else
 * counts: a 404 can be a gateway's, a wrong DNS entry's or another service's, and an identity that is taken for gone is
 * lost to its user.
 *
 * `IdentityNotOwned` is recorded for an id of another resource: test recordings of the official SDKs, 2021 to 2025.
 * `IdentityNotFound`, for a deleted id, is not recorded: ACS's message for one is "Provided identity doesn't exist."
 * (azure-sdk-for-js#19849; communication-services-authentication-hero-csharp, UsersController); status and code follow
 * ACS's other names.
 */
function saysGone({ status, code }: FailedCall): boolean {
  return (status === 401 && code === "IdentityNotOwned") || (status === 404 && code === "IdentityNotFound");
}

const VERSION_ADVICE =
  "Azure Communication Services no longer serves the API version of the SDK in the setting ACS_SDK; set ACS_SDK to identity, or deploy a newer version of this service.";

/** ACS refuses a signature whose date is further than this from its own time. Source: its documentation of HMAC signing. */
const MOST_CLOCK_SKEW_MINUTES = 5;

/** What to do about this host's clock where that is why ACS refuses the signature; undefined where it is not. */
function clockAdvice({ status, code, date = "" }: FailedCall, now: number): string | undefined {
  const minutesFast = Math.round((now - Date.parse(date)) / 60_000);
  return status === 401 && code !== undefined && Math.abs(minutesFast) >= MOST_CLOCK_SKEW_MINUTES
    ? `Azure Communication Services refuses this service's calls because the clock of its host is ${Math.abs(minutesFast)} minutes ${minutesFast > 0 ? "fast" : "slow"}; set that clock.`
    : undefined;
}

/**
 * Whether a refusal says nothing of what was asked: it is not in ACS's envelope, so it is a gateway's or that of a service
 * that should not be at this address; or it says "not there" in words that ACS does not have for an identity.
 */
function isNoVerdict({ status = 0, code }: FailedCall): boolean {
  const isRefusal = status >= 300 && status < 500 && status !== 408 && status !== 429;
  return isRefusal && (code === undefined || status === 404 || status === 410);
}

/**
 * Whether ACS refuses the scopes that a token is asked for. How it will refuse those that it retires is not known, so no
 * words of its own count, only what can be the matter: what else there is of such a call was checked before it was made. It
 * is in ACS's envelope, has no status that means something else, names no other part of the request, and is no 403 in words
 * that every service has for a right that is missing.
 */
function refusesScopes({ status = 0, code, target }: FailedCall, { scopes }: TokenGrant): boolean {
  const isPlainRefusal = status >= 400 && status < 500 && ![401, 404, 408, 429].includes(status);
  if (!isPlainRefusal || code === undefined) {
    return false;
  }
  const isOfAccess = status === 403 && /forbid|denied|auth|permission/i.test(code);
  return target === undefined ? scopes.some(isRetiring) && !isOfAccess : /scope/i.test(target);
}

/** What ACS refuses of an exchange of a Teams user's token, which only ACS can check. */
function refusedInput({ status, code, target }: FailedCall): string | undefined {
  if (status === 401 && code === "InvalidAccessToken") {
    return "token";
  }
  const isAboutUser = status === 400 && code === "ValidationError" && /^(?:appId|userId)$/i.test(target ?? "");
  return isAboutUser ? target?.toLowerCase() : undefined;
}
