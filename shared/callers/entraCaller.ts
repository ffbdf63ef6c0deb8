import type { Caller } from "./Caller";
import { isGuid } from "./guid";
import { userKey } from "./userKey";

/**
 * The user of Microsoft Entra ID with these ids: one and the same, however they signed in. Undefined when one of them is
 * no id. A person's subject is no help here: it is another one for each app.
 * Source: "oid", "tid" and "sub" in the access token claims reference of the Microsoft identity platform.
 */
export function entraCaller(tenantId: string | undefined, objectId: string | undefined): Caller | undefined {
  if (!isGuid(tenantId) || !isGuid(objectId)) {
    return undefined;
  }
  const entra = { tenantId: tenantId.toLowerCase(), objectId: objectId.toLowerCase() };
  return { key: userKey("entra", entra.tenantId, entra.objectId), entra };
}
