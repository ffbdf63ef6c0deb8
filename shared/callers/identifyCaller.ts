import type { HttpRequest } from "@azure/functions";
import type { Clock } from "../clock";
import type { Deadline } from "../deadline";
import { lazy, type Lazy } from "../lazy";
import type { Log } from "../log";
import type { Caller } from "./Caller";
import { bearerToken, credentialHeader } from "./credentialHeader";
import type { CallerOfToken, CallerOfTokenOptions, JwtOptions } from "./jwt/callerOfToken";
import type { IssuerFailures } from "./jwt/IssuerKeys";
import type { ReadKeySet } from "./jwt/readKeySet";
import { missingCredential } from "./refusals";

/**
 * The ways in which a user can prove who they are.
 * - `easyauth`: the principal that App Service Authentication or Static Web Apps puts on the request;
 * - `jwt`: an access token that the request brings itself.
 */
export const USER_AUTH_METHODS = ["easyauth", "jwt"] as const;
export type UserAuthMethod = (typeof USER_AUTH_METHODS)[number];

export interface IdentifyCallerOptions {
  methods: readonly UserAuthMethod[];
  /** Needed for the method `jwt`. */
  jwt?: JwtOptions | undefined;
  clock: Clock;
  log: Log;
  /** Fetches an issuer's published keys. */
  readKeySet: ReadKeySet;
  /** Is kept up to date. */
  issuerFailures?: IssuerFailures;
  /** What loads the modules that check credentials when the first one comes, unless they are made ahead. */
  lazy?: Lazy;
}

/** Tells who is calling. Rejects with an ApiError when that is not proven. */
export type IdentifyCaller = (request: HttpRequest, deadline: Deadline) => Promise<Caller>;

const PRINCIPAL_HEADER = "x-ms-client-principal";

/**
 * The credentials in the order in which they are looked for; the first that is there decides alone, and a bad one is
 * refused, never passed over for the next.
 * 1. `X-Authorization`: only the app itself sends it, because Static Web Apps overwrites `Authorization`.
 * 2. The principal, which only the platform can have put there. An `Authorization` beside it is the platform's affair:
 *    App Service has made the principal of it, and Static Web Apps has put a token of its own in its place.
 * 3. `Authorization`.
 * A header of a method that is not on is never looked at.
 */
export function createIdentifyCaller({ lazy: makeLazy = lazy, ...options }: IdentifyCallerOptions): IdentifyCaller {
  const byToken = options.methods.includes("jwt") ? lateCallerOfToken(needed(options), makeLazy) : undefined;
  const byPrincipal = options.methods.includes("easyauth") ? lateCallerOfPrincipal(makeLazy) : undefined;
  if (!byToken && !byPrincipal) {
    throw new TypeError("methods must name at least one way to sign in.");
  }
  return async (request, deadline) => {
    const named = byToken && bearerToken(request, "X-Authorization");
    if (byToken && named !== undefined) {
      return await byToken(named, deadline);
    }
    const principal = byPrincipal && credentialHeader(request, PRINCIPAL_HEADER);
    if (byPrincipal && principal !== undefined) {
      return await byPrincipal(principal);
    }
    const token = byToken && bearerToken(request, "Authorization");
    if (byToken && token !== undefined) {
      return await byToken(token, deadline);
    }
    throw missingCredential(howToSignIn(byToken));
  };
}

function lateCallerOfPrincipal(makeLazy: Lazy): (header: string) => Promise<Caller> {
  const load = makeLazy(async () => (await import("./easyauth/callerOfPrincipal.js")).callerOfPrincipal);
  return async (header) => (await load())(header);
}

/** Loads what it takes to check a token, jose first of all, when the first token comes. */
function lateCallerOfToken(options: CallerOfTokenOptions, makeLazy: Lazy): CallerOfToken {
  const load = makeLazy(async () => (await import("./jwt/callerOfToken.js")).createCallerOfToken(options));
  return async (token, deadline) => await (await load())(token, deadline);
}

function needed({ jwt, ...options }: IdentifyCallerOptions) {
  if (!jwt) {
    throw new TypeError("jwt must be given for the method jwt.");
  }
  return { ...options, ...jwt };
}

function howToSignIn(byToken: CallerOfToken | undefined): string {
  return byToken
    ? "Nobody is signed in; send an access token as Authorization: Bearer TOKEN (X-Authorization behind Static Web Apps)."
    : "Nobody is signed in; sign in to this site first.";
}
