import { b2cTenantOf, entraTenantOf } from "../microsoftIssuer";
import { invalidCredential } from "../refusals";
import type { Claims } from "./claims";

/**
 * Issuers sign more than users' access tokens, with the same keys and often for the same audience; what tells them apart
 * differs by issuer. What shows no kind is taken for an access token.
 * Sources: the access token claims reference of the Microsoft identity platform; OpenID Connect Core 1.0 sections 2 and
 * 3.3.2.11; RFC 7800 (`cnf`); RFC 9068 section 2.2 (an app's own token has the app as its subject).
 * @throws ApiError InvalidCredential that says which kind came
 */
export function checkKind(claims: Claims & { iss: string }): void {
  const kind = otherKindOf(claims);
  if (kind !== undefined) {
    throw invalidCredential(`The token is ${kind}; send the access token that the signed-in user has for this API.`);
  }
}

function otherKindOf(claims: Claims & { iss: string }): string | undefined {
  if (has(claims.cnf)) {
    return "bound to a key (cnf), which Bearer does not prove";
  }
  if (has(claims.events) || ["refresh", "offline", "logout"].includes(claims.typ?.toLowerCase() ?? "")) {
    return "another token of the session, not an access token";
  }
  if (isAppsOwn(claims)) {
    return "an app-only token, which belongs to no user";
  }
  if (isIdToken(claims)) {
    return "an ID token, which is for the app that the user signed in to";
  }
  return entraTenantOf(claims.iss) !== undefined && !hasScope(claims)
    ? "from Microsoft Entra but has no scope (scp), which users' access tokens have"
    : undefined;
}

/** Auth0 and Entra say so; others name the app as the subject. */
function isAppsOwn(claims: Claims & { iss: string }): boolean {
  const { sub, gty, idtyp, roles, appid, azp, cid, client_id, aud, iss } = claims;
  if (gty === "client-credentials" || idtyp === "app" || [appid, azp, cid, client_id, ...aud].includes(sub)) {
    return true;
  }
  const isOfEntra = entraTenantOf(iss) !== undefined;
  const hasRolesOfB2c = b2cTenantOf(iss) !== undefined && roles !== undefined;
  return !hasScope(claims) && (azp ?? appid) !== undefined && (isOfEntra || hasRolesOfB2c);
}

/** A nonce alone shows nothing: Azure AD B2C, and Keycloak up to version 24, put it into access tokens, too. */
function isIdToken(claims: Claims & { iss: string }): boolean {
  const { typ, token_use, at_hash, c_hash, nonce, client_id, azp, iss } = claims;
  if (typ?.toUpperCase() === "ID" || token_use === "id" || has(at_hash) || has(c_hash)) {
    return true;
  }
  const isB2c = b2cTenantOf(iss) !== undefined;
  const isAccessToken =
    hasScope(claims) ||
    typ?.toLowerCase() === "bearer" ||
    token_use === "access" ||
    client_id !== undefined ||
    (isB2c && azp !== undefined);
  return !isAccessToken && (has(nonce) || isB2c);
}

function hasScope({ scp, scope }: Claims): boolean {
  const isNamed = (words: string) => words.trim() !== "";
  return isNamed(scope ?? "") || (typeof scp === "string" ? isNamed(scp) : (scp ?? []).some(isNamed));
}

function has(claim: unknown): boolean {
  return claim !== undefined && claim !== null;
}
