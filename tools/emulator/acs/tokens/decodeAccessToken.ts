import { decodeJwt } from "../../jwt/decodeJwt";
import type { JwtKey } from "../../jwt/JwtKey";
import type { AccessToken } from "./AccessToken";

/** What a token says; its instants to the second, as in the token. `undefined` when it is not one of `key`'s. */
export function decodeAccessToken(token: string, key: JwtKey): AccessToken | undefined {
  const claims = decodeJwt(token, key);
  if (!claims) return undefined;
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
