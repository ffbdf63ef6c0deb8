import * as z from "zod";
import { decodeUnsecuredJwt } from "../../jwt/decodeUnsecuredJwt";
import type { AcsContext } from "../AcsContext";
import { ENTRA_RESOURCE } from "../authentication/entraResource";

/** What an Entra token says of a Teams user. */
export interface TeamsUser {
  /** The app that got the token. */
  readonly appId: string;
  readonly userId: string;
  /** Milliseconds since the Unix epoch, of the clock that clients see. */
  readonly expiresAt: number;
}

/** The claims that the specification names, and the end. */
const claims = z.object({ appid: z.guid(), oid: z.guid(), exp: z.number() });

/**
 * Reads a token of the emulated managed identity, which stands for a user here, or a test token: an unsecured JWT
 * (RFC 7519, section 6: `alg` is `none`, the signature empty) with the claims `appid`, `oid` and `exp`, which any
 * language can write down. Microsoft's own are not taken: nothing here could tell them from forged ones.
 * `undefined` when it is neither, or has expired.
 */
export function readTeamsUserToken(token: string, context: AcsContext): TeamsUser | undefined {
  const { entraTokens, wallClock } = context;
  const { data } = claims.safeParse(entraTokens.claims(token, ENTRA_RESOURCE) ?? decodeUnsecuredJwt(token));
  if (!data || data.exp * 1000 <= wallClock.now()) return undefined;
  return { appId: data.appid, userId: data.oid, expiresAt: data.exp * 1000 };
}
