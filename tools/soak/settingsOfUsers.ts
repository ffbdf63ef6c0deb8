import type { IdentityProvider } from "../identityProvider/IdentityProvider";
import { USUAL } from "../identityProvider/TestIssuer";

/** The API's settings for users of this provider, who may ask as often as they can. */
export function settingsOfUsers({ issuer }: IdentityProvider): Record<string, string> {
  return {
    USER_AUTH: "jwt",
    JWT_ISSUERS: issuer,
    JWT_AUDIENCES: USUAL.audience,
    MY_TOKENS_PER_MINUTE: "10000",
    MY_SIGN_OUTS_PER_MINUTE: "10000",
    ACS_LIMIT_FACTOR: "100",
  };
}
