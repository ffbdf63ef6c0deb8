import { entraTenantOf } from "../microsoftIssuer";
import { anyOf, invalidCredential, lacksScope, quoted, refusedCredential } from "../refusals";
import { checkKind } from "./checkKind";
import type { Claims } from "./claims";

/** Clocks differ a little. */
export const TOLERANCE_SECONDS = 60;

/** More audiences than this in one token need not be told. */
const MOST_AUDIENCES = 3;

export interface Accepted {
  issuers: readonly string[];
  audiences: readonly string[];
}

/**
 * Checks what a token says of itself, before its signature: nobody is asked for the keys of an issuer that does not
 * count, and a token that has expired is told so, even when the key that signed it is long gone. What came and what was
 * expected is no secret, and without it nobody finds the wrong setting.
 * `now`: milliseconds since the Unix epoch.
 * @throws ApiError WrongIssuer, WrongAudience, ExpiredCredential or InvalidCredential
 */
export function checkClaims(claims: Claims, accepted: Accepted, now: number): asserts claims is IssuedClaims {
  checkIssuer(claims, accepted.issuers);
  checkAudience(claims, accepted.audiences);
  checkTime(claims, now);
  checkKind(claims);
}

/** Claims that name their issuer. */
export type IssuedClaims = Claims & { iss: string };

function checkIssuer(claims: Claims, issuers: readonly string[]): asserts claims is IssuedClaims {
  const { iss } = claims;
  if (iss !== undefined && issuers.includes(iss)) {
    return;
  }
  const came = iss === undefined ? "names no issuer" : `is from the issuer ${quoted(iss)}`;
  const message = `The access token ${came}; this service accepts ${anyOf(issuers)}.`;
  throw refusedCredential("WrongIssuer", isOtherVersion(iss, issuers) ? `${message} ${VERSIONS}` : message);
}

/** The usual reason why a token of the right tenant is refused. */
const VERSIONS =
  "These are the two token versions of one Entra tenant: requestedAccessTokenVersion in the API's app registration selects the version.";

function isOtherVersion(issuer: string | undefined, issuers: readonly string[]): boolean {
  const tenant = issuer === undefined ? undefined : entraTenantOf(issuer);
  return tenant !== undefined && issuers.some((accepted) => entraTenantOf(accepted) === tenant);
}

function checkAudience({ aud }: Claims, audiences: readonly string[]): void {
  if (aud.some((audience) => audiences.includes(audience))) {
    return;
  }
  const came = aud.length === 0 ? "names no audience" : `is for ${anyOf(aud.slice(0, MOST_AUDIENCES))}`;
  throw refusedCredential("WrongAudience", `The access token ${came}; this service accepts ${anyOf(audiences)}.`);
}

/** @throws ApiError ExpiredCredential or InvalidCredential */
export function checkTime({ exp, nbf }: Pick<Claims, "exp" | "nbf">, nowMs: number): void {
  const now = Math.floor(nowMs / 1000);
  if (exp <= now - TOLERANCE_SECONDS) {
    throw refusedCredential(
      "ExpiredCredential",
      `The access token expired at ${timeText(exp)}; it is ${timeText(now)} here. Get a fresh one.`,
    );
  }
  if (nbf !== undefined && nbf > now + TOLERANCE_SECONDS) {
    throw invalidCredential(`The access token is not valid before ${timeText(nbf)}; it is ${timeText(now)} here.`);
  }
}

/** A number may be beyond what a date can be. */
function timeText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString();
}

/**
 * Checks that a token has the scope (what a user let an app do) or the app role of this name.
 * @throws ApiError Forbidden
 */
export function checkScope({ scp, scope, roles = [] }: Claims, required: string | undefined): void {
  if (required !== undefined && ![...wordsOf(scp), ...wordsOf(scope), ...roles].includes(required)) {
    throw lacksScope(required);
  }
}

function wordsOf(scopes: string | readonly string[] | undefined): readonly string[] {
  return typeof scopes === "string" ? scopes.split(" ") : (scopes ?? []);
}
