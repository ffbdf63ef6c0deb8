/**
 * What neither the specification, nor a recording, nor the documentation tells about ACS, and what the emulator does
 * there. Do not lean on any of it: the real service may differ.
 *
 * Decided here, in words only, because the code follows from it without a branch of its own:
 * - Authentication is looked at before the API version, and that before the path.
 * - Ownership comes first: an id without the resource's prefix `8:acs:{resourceId}_`, malformed ones included, is
 *   refused with `IdentityNotOwned` by every operation, before the body's values are looked at.
 * - Deleting a deleted identity again succeeds, as the Azure REST guidelines ask of DELETE.
 * - Scopes asked for twice count once. A `createTokenWithScopes` without members asks for no token.
 * - Members of a body that a version does not know are ignored.
 * - A revocation ends no token that is issued after it, even when its `tokensValidFrom` lies in the future.
 * - Tokens carry a `jti`, which real ones lack: without it, two tokens of one second would be the same string, and
 *   a revocation between them could not tell them apart.
 */
import type { HttpResponse } from "../http/HttpResponse";
import { AcsError } from "./AcsError";
import { denied, identityNotOwned } from "./acsErrors";

/** An id of this resource that was never created: refused by every operation. */
export const neverCreated = identityNotOwned;

/** A deleted id: issues and revokes nothing more, as one that is not ours. */
export const deletedIdentity = identityNotOwned;

/** No `Authorization`, one of another form, a header it signs that is absent, or a body that does not match its hash. */
export const unauthenticated = denied;

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

/** A body that is no JSON object, or a member of another type than the specification says. */
export const unreadableBody = (message: string, target?: string) =>
  new AcsError(400, "ValidationError", message, target === undefined ? { early: true } : { target, early: true });

/** A path that no operation has. */
export const unknownRoute = (): HttpResponse => ({ status: 404, headers: {}, body: "" });

/** A path that operations have, with other methods. */
export const wrongMethod = (allowed: readonly string[]): HttpResponse => ({
  status: 405,
  headers: { Allow: allowed.join(", ") },
  body: "",
});
