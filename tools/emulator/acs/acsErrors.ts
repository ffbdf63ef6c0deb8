import { AcsError } from "./AcsError";

/** Recorded: the id belongs to another resource. */
export const identityNotOwned = () =>
  new AcsError(401, "IdentityNotOwned", "Provided identity doesn't belong to the resource.");

/** Reported by users of the SDKs: wrong key, wrong signature, or an Entra identity without a role. */
export const denied = () => new AcsError(401, "Denied", "Denied by the resource provider.", { early: true });

/** Recorded: `scopes` is absent or null. */
export const scopesMissing = () =>
  new AcsError(400, "ValidationError", "Scopes: The Scopes field is required.", { target: "Scopes", early: true });

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
