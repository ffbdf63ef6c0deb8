import type { Caller } from "../Caller";
import { entraCaller } from "../entraCaller";
import { invalidCredential } from "../refusals";
import { userKey } from "../userKey";
import type { IssuedClaims } from "./checkClaims";
import { entraTenantOf } from "./entraTenantOf";

/**
 * The user that the claims of a checked token name. `oid` and `tid` count only in a token of Entra: any other issuer
 * may let its users choose them.
 * @throws ApiError InvalidCredential when an Entra token names another tenant than its issuer's
 */
export function callerOfClaims({ iss, sub, tid, oid }: IssuedClaims): Caller {
  const tenant = entraTenantOf(iss);
  if (tenant !== undefined && tid !== undefined && tid.toLowerCase() !== tenant) {
    throw invalidCredential("The access token's tenant (tid) is not the one of its issuer.");
  }
  const entra = tenant !== undefined && tid !== undefined ? entraCaller(tid, oid) : undefined;
  return entra ?? { key: userKey(iss, sub) };
}
