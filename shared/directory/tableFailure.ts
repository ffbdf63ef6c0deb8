import { isRestError } from "@azure/core-rest-pipeline";
import * as z from "zod/mini";
import { ApiError, internalError } from "../errors";
import { classify, failedCallOf, unlessForeign } from "../resilience/failedCall";
import { serverBusy, UpstreamFailure, upstreamUnavailable } from "../resilience/UpstreamFailure";

/** The table does not exist, and this service may not create it. */
export class MissingTableError extends Error {
  override readonly name = "MissingTableError";

  constructor(cause: unknown) {
    super("The table does not exist and cannot be created.", { cause });
  }
}

const tableError = z.object({ odataError: z.object({ code: z.string() }) });

/** The error code in Table Storage's reply, such as `EntityAlreadyExists`; undefined when there is none. */
export function tableErrorCodeOf(error: unknown): string | undefined {
  return isRestError(error) ? tableError.safeParse(error.details).data?.odataError.code : undefined;
}

/** Decides what a failed call to Table Storage means. `now`: milliseconds since the epoch. */
export function tableFailure(error: unknown, now: number): UpstreamFailure {
  if (error instanceof MissingTableError) {
    return new UpstreamFailure("credentialRefused", { mayHaveActed: false, cause: error });
  }
  if (error instanceof UpstreamFailure) {
    return error;
  }
  // A caller without the role gets AuthorizationPermissionMismatch. Source: "Authorize access to tables using Microsoft
  // Entra ID" and "Troubleshoot 403 errors" of Azure Storage's documentation.
  if (tableErrorCodeOf(error) === "AuthorizationFailure") {
    return new UpstreamFailure("networkRefused", { mayHaveActed: false, cause: error });
  }
  // For half a minute after a table was deleted, none of its name can be created.
  return tableErrorCodeOf(error) === "TableBeingDeleted"
    ? new UpstreamFailure("unavailable", { mayHaveActed: false, cause: error })
    : unlessForeign(classify(failedCallOf(error), now), tableErrorCodeOf(error));
}

/**
 * What the operator has to do about a refused identity. Whose token is refused as such is not helped by a role. Source:
 * "Authorize access to tables using Microsoft Entra ID" and "Common REST API error codes" of Azure Storage's documentation.
 */
function whyRefused(error: unknown): string {
  const code = tableErrorCodeOf(error) ?? "";
  if (code === "AccountIsDisabled") {
    return "Table Storage refuses every call because the storage account is disabled; this service's operator must enable the account in the setting IDENTITY_TABLE_ENDPOINT.";
  }
  return TOKEN_REFUSALS.includes(code)
    ? "Table Storage does not accept this service's token; its operator must set IDENTITY_TABLE_ENDPOINT to a storage account in the app's own Microsoft Entra tenant."
    : "Table Storage refuses this service's identity; its operator must grant it the role Storage Table Data Contributor.";
}

const TOKEN_REFUSALS = ["AuthenticationFailed", "InvalidAuthenticationInfo"];

/** The public face of a failed call to Table Storage. */
export function tableApiError(failure: UpstreamFailure, tableName: string): ApiError {
  const options = { cause: failure };
  switch (failure.kind) {
    case "credentialRefused":
      return failure.cause instanceof MissingTableError
        ? new ApiError(
            "Misconfigured",
            `Table Storage has no table "${tableName}" (setting IDENTITY_TABLE_NAME), and this service's identity may not create it; create the table, or grant the identity the role Storage Table Data Contributor.`,
            options,
          )
        : new ApiError("UpstreamRejected", whyRefused(failure.cause), options);
    case "networkRefused":
      return new ApiError(
        "UpstreamRejected",
        "Table Storage's network rules block this service; its operator must allow the app's network in the storage account of the setting IDENTITY_TABLE_ENDPOINT.",
        options,
      );
    case "noCredential":
      return new ApiError(
        "Misconfigured",
        failure.advice ?? "There is no identity to use Table Storage with.",
        options,
      );
    case "notFound":
      return new ApiError(
        "Misconfigured",
        "There is no Table Storage account at the address in the setting IDENTITY_TABLE_ENDPOINT; correct the setting.",
        options,
      );
    case "throttled":
    case "unavailable":
    case "timedOut":
      return upstreamUnavailable("Table Storage", failure);
    case "overloaded":
      return serverBusy(failure);
    case "forbidden":
    case "quotaSpent":
    case "apiVersionRefused":
    case "clockRefused":
    case "notOffered":
    case "inputRefused":
    case "scopesRefused":
    case "unexpected":
      return internalError(failure);
  }
}
