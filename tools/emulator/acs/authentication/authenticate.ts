import type { HttpRequest } from "../../http/HttpRequest";
import type { AcsContext } from "../AcsContext";
import { denied } from "../acsErrors";
import { credentialName, ENTRA_CREDENTIAL } from "../credentialName";
import { authenticateHmac } from "./authenticateHmac";
import { ENTRA_RESOURCE } from "./entraResource";

/**
 * By what right a request comes: the name and generation of the access key that signed it, such as `primary-1`, or
 * `entra` for a token of the managed identity. Tokens that it is given end with that key's generation.
 * @throws AcsError 401
 */
export function authenticate(request: HttpRequest, { store, entraTokens, wallClock }: AcsContext): string {
  const [, bearer] = /^Bearer (.+)$/i.exec(request.headers["authorization"] ?? "") ?? [];
  if (bearer !== undefined) {
    if (entraTokens.fault(bearer, ENTRA_RESOURCE)) throw denied();
    return ENTRA_CREDENTIAL;
  }
  const accessKeys = store.read((tables) => tables.accessKeys.all());
  return credentialName(authenticateHmac(request, accessKeys, wallClock.now()));
}
