import * as z from "zod/mini";
import type { Caller } from "../Caller";
import { otherCallerOf } from "../callerOfIds";
import { isText, listOf } from "../listOf";
import { invalidCredential, missingCredential } from "../refusals";
import { requireReadable } from "./requireReadable";

/** Source: "Access user information" in the documentation of Static Web Apps. An API is given no claims. */
export const staticWebAppsPrincipal = z.object({
  identityProvider: z.nullish(z.string()),
  userId: z.nullish(z.string()),
  userRoles: listOf(isText),
});

/** Every signed-in user has this role; a visitor has only `anonymous`. */
const SIGNED_IN = "authenticated";

/**
 * The id is Static Web Apps' own: the same person has another one in another app, and none that other services know.
 * @throws ApiError MissingCredential for a visitor, InvalidCredential when no provider is named
 */
export function callerOfStaticWebApps(principal: z.infer<typeof staticWebAppsPrincipal>): Caller {
  const { identityProvider, userId, userRoles } = principal;
  if (!userId || !userRoles.includes(SIGNED_IN)) {
    throw missingCredential("Nobody is signed in; sign in to this site first.");
  }
  if (!identityProvider) {
    throw invalidCredential("The header x-ms-client-principal has no identityProvider.");
  }
  return otherCallerOf(["swa", requireReadable(identityProvider)], { subject: requireReadable(userId) });
}
