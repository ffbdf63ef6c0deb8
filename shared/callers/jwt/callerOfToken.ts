import { createHash } from "node:crypto";
import { type CryptoKey, errors, jwtVerify } from "jose";
import type { Clock } from "../../clock";
import type { Deadline } from "../../deadline";
import type { Log } from "../../log";
import { LruMap } from "../../LruMap";
import type { Caller } from "../Caller";
import { callerOfClaims } from "../callerOfIds";
import { invalidCredential } from "../refusals";
import { type Accepted, checkClaims, checkScope, checkTime, type IssuedClaims, TOLERANCE_SECONDS } from "./checkClaims";
import { claimsOf, readUnverifiedClaims } from "./claims";
import { type IssuerFailures, IssuerKeys, type KeySet } from "./IssuerKeys";
import { ALGORITHMS, readHeader } from "./readHeader";
import { keysCannotBeRead, type ReadKeySet } from "./readKeySet";

/** Which access tokens are accepted. */
export interface JwtOptions {
  /** Issuers (`iss`) as their tokens spell them, each an https URL that serves OpenID discovery. */
  issuers: readonly string[];
  /** Audiences (`aud`), of which a token has to name one. */
  audiences: readonly string[];
  /** A scope or app role that every token must have. */
  requiredScope?: string | undefined;
}

export interface CallerOfTokenOptions extends JwtOptions {
  clock: Clock;
  log: Log;
  readKeySet: ReadKeySet;
  issuerFailures?: IssuerFailures;
}

/** The user whom an access token names. Rejects with an ApiError when the token does not prove it. */
export type CallerOfToken = (token: string, deadline: Deadline) => Promise<Caller>;

/** Tokens that have been checked; about 500 bytes each. */
const MOST_CHECKED = 10_000;

/** A token that was good, with what may yet end that. */
interface Checked {
  readonly caller: Caller;
  readonly claims: Pick<IssuedClaims, "exp" | "nbf">;
  readonly issuerKeys: IssuerKeys;
  /** The set of keys with one of which it is signed. */
  readonly set: KeySet;
}

/**
 * A token that was good is remembered, by its hash and together with these options: it is good for as long as its time
 * has not passed and the issuer's keys are the very ones with which it was checked.
 */
export function createCallerOfToken(options: CallerOfTokenOptions): CallerOfToken {
  const keys = keysOf(options);
  const remembered = new LruMap<Checked>(MOST_CHECKED);
  return async (token, deadline) => {
    const now = options.clock.now();
    const hash = createHash("sha256").update(token).digest("base64");
    const found = remembered.get(hash);
    if (found) {
      checkTime(found.claims, now);
      if ((await found.issuerKeys.current(deadline)) === found.set) {
        return found.caller;
      }
    }
    const checked = await check(token, { keys, options, now, deadline });
    remembered.set(hash, checked);
    return checked.caller;
  };
}

interface Circumstances {
  keys: ReadonlyMap<string, IssuerKeys>;
  options: CallerOfTokenOptions;
  now: number;
  deadline: Deadline;
}

async function check(token: string, { keys, options, now, deadline }: Circumstances): Promise<Checked> {
  const header = readHeader(token);
  const unverified = readUnverifiedClaims(token);
  checkClaims(unverified, options, now);
  const issuerKeys = keysFor(keys, unverified.iss);
  const candidates = await issuerKeys.candidatesFor(header, deadline);
  const claims = await verifyWithAny(candidates.keys, token, options, now);
  checkScope(claims, options.requiredScope);
  const { exp, nbf } = claims;
  return { caller: callerOfClaims(claims), claims: { exp, nbf }, issuerKeys, set: candidates.set };
}

function keysOf({
  issuers,
  audiences,
  clock,
  log,
  readKeySet: read,
  issuerFailures: failures,
}: CallerOfTokenOptions): ReadonlyMap<string, IssuerKeys> {
  if (issuers.length === 0 || audiences.length === 0) {
    throw new TypeError("jwt needs at least one of issuers and of audiences.");
  }
  return new Map(issuers.map((issuer) => [issuer, new IssuerKeys({ issuer, read, clock, log, failures })]));
}

function keysFor(keys: ReadonlyMap<string, IssuerKeys>, issuer: string): IssuerKeys {
  const found = keys.get(issuer);
  if (!found) {
    throw new TypeError("The issuer has been checked.");
  }
  return found;
}

/** @throws what the last of the keys is refused for */
async function verifyWithAny(
  keys: readonly CryptoKey[],
  token: string,
  accepted: Accepted,
  now: number,
): Promise<IssuedClaims> {
  let refusal: unknown;
  for (const key of keys) {
    try {
      return await verify(token, key, accepted, now);
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}

/** Checks the signature, and once more all that was read before it, now of the very text that is signed. */
async function verify(token: string, key: CryptoKey, accepted: Accepted, now: number): Promise<IssuedClaims> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ALGORITHMS,
      issuer: [...accepted.issuers],
      audience: [...accepted.audiences],
      requiredClaims: ["exp", "sub"],
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: new Date(now),
    });
    const claims = claimsOf(payload);
    checkClaims(claims, accepted, now);
    return claims;
  } catch (error) {
    throw verificationError(error);
  }
}

function verificationError(error: unknown): unknown {
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return invalidCredential("The access token's signature is not valid.", error);
  }
  if (error instanceof errors.JOSEError) {
    return invalidCredential("The access token is malformed.", error);
  }
  // A published key that cannot verify anything, such as RSA of 1024 bits.
  return error instanceof TypeError ? keysCannotBeRead(error) : error;
}
