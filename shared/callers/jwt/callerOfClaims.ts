import type { Caller } from "../Caller";
import { entraCallerOf, otherCallerOf } from "../callerOfIds";
import type { IssuedClaims } from "./checkClaims";

/**
 * The user that the claims of a checked token name.
 * @throws ApiError InvalidCredential when they do not say who it is
 */
export function callerOfClaims({ iss, sub, tid, oid }: Pick<IssuedClaims, "iss" | "sub" | "tid" | "oid">): Caller {
  const ids = { issuer: iss, subject: sub, tenantId: tid, objectId: oid };
  return entraCallerOf(ids) ?? otherCallerOf([iss], ids);
}
