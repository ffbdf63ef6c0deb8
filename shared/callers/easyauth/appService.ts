import * as z from "zod/mini";
import type { Caller } from "../Caller";
import { entraCallerOf, otherCallerOf, type UserIds } from "../callerOfIds";
import { listOf } from "../listOf";
import { invalidCredential } from "../refusals";
import { requireReadable } from "./requireReadable";

/** Source: "Decoding the client principal header" in App Service's documentation. */
export const appServicePrincipal = z.object({
  auth_typ: z.string().check(z.minLength(1)),
  claims: listOf(isClaim),
});

interface Claim {
  typ: string;
  val?: unknown;
}

function isClaim(entry: unknown): entry is Claim {
  return typeof entry === "object" && entry !== null && "typ" in entry && typeof entry.typ === "string";
}

/** What App Service calls its Microsoft provider. */
const ENTRA = "aad";

/** The long names are those of the default claims mapping; the short ones come through where it is turned off. */
const OBJECT_ID = ["http://schemas.microsoft.com/identity/claims/objectidentifier", "oid"];
const TENANT_ID = ["http://schemas.microsoft.com/identity/claims/tenantid", "tid"];
const SUBJECT = ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier", "sub"];

/** The ids of the app, which only access tokens have, and what a user has let it do. */
const APP_ID = ["appid", "azp"];
const SCOPES = ["http://schemas.microsoft.com/identity/claims/scope", "scp"];

type Principal = z.infer<typeof appServicePrincipal>;

/** @throws ApiError InvalidCredential when the principal names no user, or two */
export function callerOfAppService(principal: Principal): Caller {
  const { auth_typ: provider } = principal;
  const ids = {
    issuer: claimOf(principal, ["iss"]),
    tenantId: claimOf(principal, TENANT_ID),
    objectId: claimOf(principal, OBJECT_ID),
  };
  const entra = provider === ENTRA ? entraUserOf(principal, ids) : undefined;
  return entra ?? callerOfProvider(provider, { ...ids, subject: subjectOf(principal) });
}

/**
 * A user who is not known as one of Microsoft Entra. `provider`: App Service's name for who they signed in with.
 * @throws ApiError InvalidCredential when the ids are no user's
 */
export function callerOfProvider(provider: string, ids: UserIds): Caller {
  return otherCallerOf(["easyauth", requireReadable(provider)], { ...ids, subject: requireReadable(ids.subject) });
}

/** The Microsoft provider may be set to any issuer, such as Azure AD B2C: the issuer says whether it is Entra. */
function entraUserOf(principal: Principal, ids: Omit<UserIds, "subject">): Caller | undefined {
  if (ids.issuer === undefined) {
    throw invalidCredential(
      "The header x-ms-client-principal has no claim iss, so it is not known who issued its ids.",
    );
  }
  const caller = entraCallerOf(ids);
  if (caller && has(principal, APP_ID) && !has(principal, SCOPES)) {
    throw invalidCredential(
      "The principal is that of an app (from an app-only token), not of a user; sign in as a user.",
    );
  }
  return caller;
}

function has({ claims }: Principal, names: readonly string[]): boolean {
  return claims.some(({ typ }) => names.includes(typ));
}

function subjectOf(principal: Principal): string {
  const subject = claimOf(principal, SUBJECT);
  if (!subject) {
    throw invalidCredential("The header x-ms-client-principal has no claim nameidentifier.");
  }
  return subject;
}

/** The one value of a claim. With two there is no telling which of them App Service stands for. */
function claimOf({ claims }: Principal, names: readonly string[]): string | undefined {
  const values = new Set(claims.filter(({ typ }) => names.includes(typ)).map(({ val }) => val));
  const [value, ...others] = values;
  if (others.length > 0) {
    throw invalidCredential(
      `The header x-ms-client-principal has two different values of the claim ${names[0] ?? ""}.`,
    );
  }
  return typeof value === "string" ? value : undefined;
}
