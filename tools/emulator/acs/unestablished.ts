/**
 * What neither the specification, nor a recording, nor the documentation tells about ACS, and what the emulator does
 * there. Do not lean on any of it: the real service may differ. The README lists it all, with what follows from the code
 * without a branch of its own.
 */
import type { HttpResponse } from "../http/http";
import { AcsError, denied, identityNotOwned } from "./errors";

/** An id of this resource that was never created: refused by every operation. */
export const neverCreated = identityNotOwned;

/** A deleted id: issues and revokes nothing more, as one that is not ours. */
export const deletedIdentity = identityNotOwned;

/** No `Authorization`, or one of another scheme than the documented ones. */
export const unauthenticated = denied;

/**
 * An `Authorization` that names HMAC-SHA256 but is not of the documented form. Message: reported by users of ACS SMS,
 * behind the same gateway. Code: that of the other refusals of a signature.
 */
export const malformedAuthorization = () =>
  new AcsError(401, "Denied", "Given value does not match HMAC header structure.", { early: true });

/** A signature that does not cover the date, the host and the body's hash, or covers a header that is absent. */
export const unsignedParts = denied;

/** Message: reported by users of ACS Email, behind the same gateway. Code: ours, not `Denied`, as no key is at fault. */
export const clockSkewTooLarge = () =>
  new AcsError(
    401,
    "Unauthorized",
    "The given request could not be resolved.\nThe time difference between the originating client and the server is " +
      "greater than the allowed margin of 5 minutes.",
    { early: true },
  );

/** A scope that the API version does not know. */
export const unknownScope = (scope: string, known: readonly string[]) =>
  new AcsError(400, "ValidationError", `Invalid scopes - '${scope}' is none of ${known.join(", ")}.`, {
    target: "scopes",
  });

/** The scopes of what ACS retires on 30 September 2028 (its guide to the retirement names the services, not the scopes). */
const RETIRED_SCOPES: readonly string[] = ["chat", "chat.join", "chat.join.limited", "pstn"];

/** A scope of what ACS has retired, told as an unknown one is: nobody has seen how the service will refuse it. */
export const retiredScope = (scopes: readonly string[]): AcsError | undefined => {
  const retired = scopes.find((scope) => RETIRED_SCOPES.includes(scope));
  return retired === undefined
    ? undefined
    : new AcsError(400, "ValidationError", `Invalid scopes - '${retired}' is retired.`, { target: "scopes" });
};

/** A body that is no JSON object, or a member of another type than the specification says. */
export const unreadableBody = (message: string, target?: string) =>
  new AcsError(400, "ValidationError", message, target === undefined ? { early: true } : { target, early: true });

/** A `customId` that is empty or too long: the words of the library that ACS is built with. */
export const customIdLength = (min: number, max: number) =>
  new AcsError(
    400,
    "ValidationError",
    `CustomId: The field CustomId must be a string with a minimum length of ${min} and a maximum length of ${max}.`,
    { target: "CustomId", early: true },
  );

/** A `userId` that is no GUID: like the recorded refusal of such an `appId`. */
export const userIdMalformed = () =>
  new AcsError(400, "ValidationError", "Provided UserId has invalid format.", { target: "userId" });

/**
 * An assignment that there is not. Status: documentation ("Answer Teams Phone calls from Call Automation", where a
 * client is told to look for it after a deletion). Code and message: ours.
 */
export const assignmentNotFound = () => new AcsError(404, "NotFound", "There is no such access assignment.");

/** A `principalType` that is none of the `known` ones, of which the specification says that there may be more. */
export const unknownPrincipalType = (known: readonly string[]) =>
  new AcsError(400, "ValidationError", `PrincipalType must be one of ${known.join(", ")}.`, {
    target: "principalType",
  });

/** An id in the path or in the body of an assignment that is no GUID. */
export const idMalformed = (member: string) =>
  new AcsError(400, "ValidationError", `${member} must be a GUID.`, { target: member });

/** A list of client ids that is empty: whether it lets in any application or none is not said anywhere. */
export const noClientIds = () =>
  new AcsError(400, "ValidationError", "clientIds must not be empty.", { target: "clientIds" });

/**
 * A token that is not a user's, or not for the API that the exchange is of, or has expired. Status and code: those of
 * other Entra tokens that are refused.
 */
export const userTokenRefused = denied;

/** Nobody has given the user access, or not by this application. Status: a sample of Microsoft's. Code and message: ours. */
export const noAssignment = () =>
  new AcsError(403, "Forbidden", "The user has no access assignment for this resource and application.");

/** The origins whose web pages may exchange their user's token. The SDK does it in browsers, whatever page it is in. */
export const originsOfPages = "*";

/** What a token for an Entra user opens, of Teams Phone Extensibility too: calls are what both are for. */
export const entraUserScopes: readonly string[] = ["voip"];

/** What a token for a Teams user opens. */
export const teamsUserScopes: readonly string[] = ["chat", "voip"];

/** Over a documented rate. Status and `Retry-After`: documentation. Code and message: ours. */
export const tooManyRequests = (seconds: number) =>
  new AcsError(429, "TooManyRequests", `The rate limit is exceeded. Try again in ${seconds} seconds.`, {
    early: true,
    retryAfter: seconds,
  });

/** A path that no operation has. */
export const unknownRoute = (): HttpResponse => ({ status: 404, headers: {}, body: "" });

/** A path that operations of this version have, with other methods. */
export const wrongMethod = (allowed: readonly string[]): HttpResponse => ({
  status: 405,
  headers: { Allow: allowed.join(", ") },
  body: "",
});
