import type { AcsAccess, AcsConnection } from "../connection/AcsConnection";
import { ApiError, internalError, SERVICE_FAILED } from "../errors";
import { retryAfterForCallers, tryAgainIn } from "../resilience/replyHeaders";
import { serverBusy, type UpstreamFailure } from "../resilience/UpstreamFailure";
import type { AcsAction } from "./AcsClient";

/** What the operator has to do where ACS refuses the right by which it was called. */
const REFUSED: Readonly<Record<AcsAccess, string>> = {
  accessKey:
    "Azure Communication Services refuses this service's access key; its operator must store a valid connection string in Key Vault.",
  identity:
    "Azure Communication Services refuses this service's identity; its operator must grant it the role Communication and Email Service Owner on the resource in the setting ACS_ENDPOINT, which must be in the app's own Microsoft Entra tenant.",
};

/** The public face of a failed call to ACS. */
export function acsApiError(failure: UpstreamFailure, access: AcsAccess): ApiError {
  const options = { cause: failure };
  const retryAfterSeconds = retryAfterForCallers(failure.retryAfterSeconds);
  switch (failure.kind) {
    case "credentialRefused":
    case "forbidden":
      return new ApiError("UpstreamRejected", REFUSED[access], options);
    case "scopesRefused":
      return new ScopesRefusedError(failure);
    case "inputRefused":
      return refusedInput(failure);
    case "throttled":
      return new ApiError(
        "TooManyRequests",
        `Azure Communication Services is throttling requests; ${tryAgainIn(retryAfterSeconds)}.`,
        { ...options, retryAfterSeconds },
      );
    case "quotaSpent":
      return new ApiError(
        "TooManyRequests",
        `All users of this service together have made too many requests of this kind; ${tryAgainIn(retryAfterSeconds)}.`,
        { ...options, retryAfterSeconds },
      );
    case "unavailable":
      return new ApiError(
        "UpstreamUnavailable",
        `Azure Communication Services cannot be reached; ${tryAgainIn(retryAfterSeconds)}.`,
        { ...options, retryAfterSeconds },
      );
    case "timedOut":
      return new ApiError(
        "UpstreamTimeout",
        "Azure Communication Services did not answer in time; try again.",
        options,
      );
    case "overloaded":
      return serverBusy(failure);
    case "noCredential":
    case "apiVersionRefused":
      return new ApiError("Misconfigured", failure.advice ?? "This service cannot call ACS as it is set up.", options);
    case "clockRefused":
      return new ApiError("UpstreamRejected", failure.advice ?? "The clock of this service's host is wrong.", options);
    case "notOffered":
      return new ApiError("UpstreamRejected", failure.advice ?? failure.message, options);
    case "notFound":
    case "networkRefused":
    case "unexpected":
      return internalError(failure);
  }
}

/** Each refusal names the setting or the field that does not fit: ids are easily swapped. */
const REFUSALS: Record<string, { target: string; message: string }> = {
  appid: {
    target: "TEAMS_CLIENT_ID",
    message:
      "teamsUserAadToken was not issued to the application that TEAMS_CLIENT_ID names; compare it with the token's appid.",
  },
  userid: {
    target: "userObjectId",
    message:
      "teamsUserAadToken belongs to a different user from the one who is signed in here; compare its oid with theirs.",
  },
  ...Object.fromEntries(["tenantId", "objectId", "principalType", "clientIds"].map(refusalOfAccess)),
};

function refusalOfAccess(target: string) {
  const message = `Azure Communication Services does not accept this ${target}; compare it with that of the account or application in Microsoft Entra.`;
  return [target.toLowerCase(), { target, message }] as const;
}

const TEAMS_TOKEN_INVALID = {
  target: "teamsUserAadToken",
  message:
    "teamsUserAadToken is not a valid Entra token with the ACS permissions Teams.ManageCalls and Teams.ManageChats; get a new one.",
};

function refusedInput(failure: UpstreamFailure): ApiError {
  const { target, message } = REFUSALS[failure.target ?? ""] ?? TEAMS_TOKEN_INVALID;
  const details = [{ code: "InvalidValue", target, message }] as const;
  return new ApiError("InvalidRequest", message, { details, cause: failure });
}

/** ACS refuses the scopes of a token. Whose word they were decides what is told, see `ScopeRefusals`. */
export class ScopesRefusedError extends ApiError {
  constructor(cause: UpstreamFailure) {
    super("InternalError", SERVICE_FAILED, { cause });
  }
}

/** What to do where there is no such identity: create one, unless it was to be deprived of something. */
const GONE: Readonly<Partial<Record<AcsAction, string>>> = {
  revokeTokens:
    "This ACS resource has no such identity; if it was deleted, its tokens were revoked with it, else check the id.",
  deleteIdentity:
    "This ACS resource has no such identity; if it was deleted before, nothing is left to do, else check the id.",
};

/** ACS says that it does not have the identity (any more). */
export class IdentityGoneError extends ApiError {
  constructor(
    action: AcsAction,
    /** With which ACS was asked: the resource behind it is the one that does not have the identity. */
    readonly refusedBy: AcsConnection,
    cause: unknown,
  ) {
    const message = GONE[action] ?? "This ACS resource has no such identity; create one, and use the id in the reply.";
    super("IdentityNotFound", message, { cause });
  }
}
