import { encodeJwt } from "../../jwt/encodeJwt";
import type { JwtKey } from "../../jwt/JwtKey";
import type { AccessToken } from "./AccessToken";

const VOIP_AND_CHAT_PERMISSIONS = 1792; // the one value of `scp` ever seen, whatever the scopes

/** The token as a JWT with the claims of real ones, in their order (seen in 2025), and a `jti` of our own. */
export function encodeAccessToken(token: AccessToken, resourceId: string, key: JwtKey): string {
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
