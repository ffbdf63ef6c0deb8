import { decodeJwt, encodeJwt, type JwtKey } from "../jwt";
import type { Tables } from "../store/Store";
import type { AcsContext } from "./AcsContext";
import { activeIdentity } from "./identities";

/** What the emulator knows about a token that it minted. Instants in milliseconds since the Unix epoch. */
export interface AccessToken {
  readonly identityId: string;
  readonly scopes: readonly string[];
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Its place among the tokens and revocations of the identity. */
  readonly sequence: number;
  /** When it was issued by the clock that clients see, which `tokensValidFrom` is compared with. */
  readonly clientTime: number;
  /** The credential that it was asked for with, see `credentialName`. */
  readonly credential: string;
}

/** What is asked for, checked. */
export interface Grant {
  readonly scopes: readonly string[];
  readonly expiresInMinutes: number;
}

/** A token on the wire. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresOn: string;
}

/**
 * Issues a token for an identity of ours to the holder of `credential`.
 * @throws AcsError 401 when the identity is unknown or deleted
 */
export async function issueToken(
  context: AcsContext,
  identityId: string,
  grant: Grant,
  credential: string,
): Promise<IssuedToken> {
  const token = await context.store.transact((tables) => noteToken(tables, context, identityId, grant, credential));
  return signToken(token, context);
}

/** The part of {@link issueToken} that changes the identity, for work that has more to change in the same step. */
export function noteToken(
  tables: Tables,
  { clock, wallClock, resourceId }: AcsContext,
  identityId: string,
  { scopes, expiresInMinutes }: Grant,
  credential: string,
): AccessToken {
  const identity = activeIdentity(tables, resourceId, identityId);
  const sequence = identity.sequence + 1;
  const issuedAt = clock.now();
  tables.identities.set(identityId, { ...identity, sequence, lastTokenIssuedAt: issuedAt });
  const expiresAt = issuedAt + expiresInMinutes * 60_000;
  return { identityId, scopes, issuedAt, expiresAt, sequence, clientTime: wallClock.now(), credential };
}

/**
 * A token for somebody whom another token, of Entra's, told of: it ends when that one does. `expiresAt` by the clock
 * that clients see.
 */
export function tokenInExchange(
  { expiresAt, ...token }: Omit<AccessToken, "issuedAt" | "clientTime">,
  { clock, wallClock }: AcsContext,
): AccessToken {
  const [issuedAt, clientTime] = [clock.now(), wallClock.now()];
  return { ...token, issuedAt, clientTime, expiresAt: issuedAt + expiresAt - clientTime };
}

/** The part of {@link issueToken} that makes it a token on the wire. */
export function signToken(token: AccessToken, { tokenKey, randomBytes, resourceId }: AcsContext): IssuedToken {
  const ticks = randomBytes(2).readUInt16BE() % 10_000;
  return { token: encodeAccessToken(token, resourceId, tokenKey), expiresOn: formatExpiresOn(token.expiresAt, ticks) };
}

const VOIP_AND_CHAT_PERMISSIONS = 1792; // the one value of `scp` ever seen, whatever the scopes

/** The token as a JWT with the claims of real ones, in their order (seen in 2025), and a `jti` of our own. */
function encodeAccessToken(token: AccessToken, resourceId: string, key: JwtKey): string {
  const issuedAt = Math.floor(token.issuedAt / 1000);
  return encodeJwt(
    {
      skypeid: token.identityId.replace(/^8:/, ""),
      scp: VOIP_AND_CHAT_PERMISSIONS,
      csi: String(issuedAt),
      exp: Math.floor(token.expiresAt / 1000),
      rgn: "amer",
      acsScope: token.scopes.join(","),
      resourceId,
      resourceLocation: "unitedstates",
      iat: issuedAt,
      jti: [token.sequence, token.clientTime, token.credential].join("."),
    },
    key,
  );
}

/** What a token says; its instants to the second, as in the token. `undefined` when it is not one of `key`'s. */
export function decodeAccessToken(token: string, key: JwtKey): AccessToken | undefined {
  const claims = decodeJwt(token, key);
  if (!claims) {
    return undefined;
  }
  const [sequence, clientTime, credential = ""] = String(claims["jti"]).split(".");
  return {
    identityId: `8:${String(claims["skypeid"])}`,
    scopes: String(claims["acsScope"]).split(","),
    issuedAt: Number(claims["iat"]) * 1000,
    expiresAt: Number(claims["exp"]) * 1000,
    sequence: Number(sequence),
    clientTime: Number(clientTime),
    credential,
  };
}

const TICKS_PER_MS = 10_000;

/** The same instant as where it is seven hours earlier, all seven digits told: `2025-07-10T14:39:39.3244584-07:00`. */
export function formatExpiresOnAbroad(milliseconds: number, ticks: number): string {
  const there = new Date(milliseconds - 7 * 3_600_000).toISOString().replace("Z", "");
  return `${there}${String(ticks % TICKS_PER_MS).padStart(4, "0")}-07:00`;
}

/**
 * An instant as .NET writes it (recorded): `2020-12-31T20:25:45.4824682+00:00`, zeros at the end of the fraction
 * dropped, never `Z`. `ticks` are the 100-nanosecond steps, 0 to 9999, beyond the millisecond.
 */
export function formatExpiresOn(milliseconds: number, ticks: number): string {
  const [seconds = "", millis = ""] = new Date(milliseconds).toISOString().replace("Z", "").split(".");
  const fraction = `${millis}${String(ticks % TICKS_PER_MS).padStart(4, "0")}`.replace(/0{1,7}$/, "");
  return `${seconds}${fraction && `.${fraction}`}+00:00`;
}
