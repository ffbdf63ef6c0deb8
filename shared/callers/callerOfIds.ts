import type { Caller } from "./Caller";
import { b2cTenantOf, entraTenantOf, isGuid } from "./microsoftIssuer";
import { invalidCredential } from "./refusals";

/** What a credential that has been checked says of its user, whichever way it came. */
export interface UserIds {
  readonly issuer?: string | undefined;
  readonly subject: string;
  /** `tid` and `oid`, which mean something from Microsoft's issuers alone: any other may let its users choose them. */
  readonly tenantId?: string | undefined;
  readonly objectId?: string | undefined;
}

/**
 * The user of Microsoft Entra ID; undefined when the issuer is another one, by its form. An Entra user is never known by
 * the subject: that is another one in each version of the tokens, and for each app.
 * @throws ApiError InvalidCredential
 */
export function entraCallerOf({ issuer, tenantId, objectId }: Omit<UserIds, "subject">): Caller | undefined {
  const tenant = issuer === undefined ? undefined : entraTenantOf(issuer);
  if (tenant === undefined) {
    return undefined;
  }
  requireSameTenant(tenantId, tenant);
  const caller = entraCaller(tenantId, objectId);
  if (!caller) {
    throw invalidCredential(
      "The tenant (tid) or the object id (oid), which identify users of Microsoft Entra, is missing; sign in with the scope profile.",
    );
  }
  return caller;
}

/**
 * A user of any other issuer, known in its `namespace` by the subject. Azure AD B2C can put one sentence into the subject
 * of all its users: then tenant and object id say who it is, in every policy.
 * @throws ApiError InvalidCredential when nothing says who it is
 */
export function otherCallerOf(namespace: readonly string[], { issuer, subject, ...ids }: UserIds): Caller {
  return standsForNobody(subject) ? b2cCallerOf(issuer, ids) : { key: userKey(...namespace, subject) };
}

function b2cCallerOf(issuer: string | undefined, ids: Omit<UserIds, "issuer" | "subject">): Caller {
  const { objectId } = ids;
  const tenant = issuer === undefined ? undefined : b2cTenantOf(issuer);
  if (tenant === undefined || !isGuid(objectId)) {
    const cause = new Error(
      "Its subject is the same for all users of the issuer. With Azure AD B2C set 'Subject (sub) claim' to ObjectID in the user flow, or let it put the user's object ID (oid) into tokens.",
    );
    throw invalidCredential(
      "The subject (sub) does not identify a single user; ask this service's operator to correct the sign-in.",
      cause,
    );
  }
  requireSameTenant(ids.tenantId, tenant.tenantId);
  return { key: userKey("b2c", tenant.authority, tenant.tenantId, objectId.toLowerCase()) };
}

function requireSameTenant(claimed: string | undefined, tenant: string): void {
  if (claimed !== undefined && claimed.toLowerCase() !== tenant) {
    throw invalidCredential("The tenant (tid) is not the tenant of the issuer.");
  }
}

/** Subjects that are no user's, in lower case and without a full stop. */
const NOBODY = new Set([
  "",
  // Azure AD B2C, where the subject claim is set to "Not supported", and the custom policies of its documentation.
  "not supported currently. use oid claim",
  // authentik's for a visitor, and the principal that Spring Security has for one.
  "anonymous",
  "anonymoususer",
  // RFC 9562 section 5.9: the UUID that is none.
  "00000000-0000-0000-0000-000000000000",
  // What becomes of an id that is not there, as text.
  "null",
  "undefined",
]);

/** Whether a subject is one that an issuer gives to users it does not tell apart. */
export function standsForNobody(subject: string): boolean {
  return NOBODY.has(subject.trim().replace(/\s+/g, " ").replace(/\.$/, "").toLowerCase());
}

/**
 * The user of Microsoft Entra ID with these ids: one and the same, however they signed in. Undefined when one of them is
 * no id. A person's subject is no help here: it is another one for each app.
 * Source: "oid", "tid" and "sub" in the access token claims reference of the Microsoft identity platform.
 */
export function entraCaller(tenantId: string | undefined, objectId: string | undefined): Caller | undefined {
  if (!isGuid(tenantId) || !isGuid(objectId)) {
    return undefined;
  }
  const entra = { tenantId: tenantId.toLowerCase(), objectId: objectId.toLowerCase() };
  return { key: userKey("entra", entra.tenantId, entra.objectId), entra };
}

/** What a token calls the ids of its user. */
interface IssuedIds {
  iss: string;
  sub: string;
  tid?: string | undefined;
  oid?: string | undefined;
}

/**
 * The user that the claims of a checked token name.
 * @throws ApiError InvalidCredential when they do not say who it is
 */
export function callerOfClaims({ iss, sub, tid, oid }: IssuedIds): Caller {
  const ids = { issuer: iss, subject: sub, tenantId: tid, objectId: oid };
  return entraCallerOf(ids) ?? otherCallerOf([iss], ids);
}

/** All but visible ASCII, and the two characters that mean something in a key. By UTF-16 unit, lone surrogates too. */
const UNSAFE = /[^\x21-\x7e]|[%|]/g;

/** Joins ids into a key of visible ASCII: other ids, or ids cut in other places, never make the same one. */
export function userKey(...ids: readonly string[]): string {
  return ids.map(escaped).join("|");
}

function escaped(id: string): string {
  return id.replace(UNSAFE, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
