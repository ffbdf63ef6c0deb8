/** A refusal in ACS's words. */
export class AcsError extends Error {
  override readonly name = "AcsError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: {
      /** The member of the request that is at fault. */
      readonly target?: string;
      /** Told before the operation ran: such replies lack `api-supported-versions` (recorded). */
      readonly early?: true;
      /** Seconds, for the header `Retry-After`. */
      readonly retryAfter?: number;
    } = {},
  ) {
    super(message);
  }

  /** The envelope on the wire: compact, members without a value absent (recorded). */
  toJSON(): unknown {
    return { error: { code: this.code, message: this.message, target: this.details.target } };
  }
}

/** Recorded: the id belongs to another resource. */
export const identityNotOwned = () =>
  new AcsError(401, "IdentityNotOwned", "Provided identity doesn't belong to the resource.");

/** Reported by users of the SDKs: wrong key, wrong signature, or an Entra identity without a role. */
export const denied = () => new AcsError(401, "Denied", "Denied by the resource provider.", { early: true });

/** Reported by users who sign by hand (azure-rest-api-specs issues 11767, of preview2's token issue, and 27148). */
export const contentHashDiffers = () =>
  new AcsError(401, "Denied", "Request 'x-ms-content-sha256' differs from generated content hash.", { early: true });

/**
 * A member that a body must have is absent, null or empty. Recorded for `Scopes` (absent, null) and `AppId` (empty).
 * `field` as the service's own code spells it.
 */
export const fieldRequired = (field: string) =>
  new AcsError(400, "ValidationError", `${field}: The ${field} field is required.`, { target: field, early: true });

/** Recorded: `scopes` is an empty array. */
export const scopesEmpty = () =>
  new AcsError(400, "ValidationError", "Invalid scopes - Scopes field is required.", { target: "scopes" });

/** Recorded. */
export const lifetimeOutOfRange = (minutes: number, min: number, max: number) =>
  new AcsError(
    400,
    "ValidationError",
    `ExpiresInMinutes value ${minutes} is invalid. Value must be within the [${min}, ${max}] interval.`,
    { target: "ExpiresInMinutes" },
  );

/** Recorded: a Teams user's token that is empty, none at all, or has expired. */
export const invalidAccessToken = () =>
  new AcsError(401, "InvalidAccessToken", "Provided access token is not valid.", { early: true });

/** Recorded. */
export const appIdMalformed = () =>
  new AcsError(400, "ValidationError", "Provided AppId has invalid format.", { target: "appId" });

/** Recorded: a Teams user's token that another app got. */
export const unexpectedTeamsApp = () =>
  new AcsError(400, "ValidationError", "AAD application is not the expected one.", { target: "appId" });

/** Recorded. */
export const unexpectedTeamsUser = () =>
  new AcsError(400, "ValidationError", "Provided AAD token issued for unexpected user.", { target: "userId" });

/** Reported by users of the SDKs. The real message names the backend's own host. */
export const unsupportedApiVersion = (url: string, version: string) =>
  new AcsError(
    400,
    "UnsupportedApiVersion",
    `The HTTP resource that matches the request URI '${url}' does not support the API version '${version}'.`,
    { early: true },
  );

/** What the library that ACS is built with says by default. */
export const apiVersionUnspecified = () =>
  new AcsError(400, "ApiVersionUnspecified", "An API version is required, but was not specified.", { early: true });
