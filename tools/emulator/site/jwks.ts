import type { HttpResponse } from "../http/HttpResponse";
import { jsonResponse } from "../http/jsonResponse";
import type { RsaJwtKey } from "../jwt/rsaJwtKey";

/**
 * The keys that sign access tokens, as a JWK Set (RFC 7517), for any JWT library. Ours: ACS publishes none that is
 * known of, and asks nobody to check its tokens.
 */
export function jwks(key: RsaJwtKey): HttpResponse {
  return jsonResponse(200, { keys: [key.publicJwk] });
}
