import type { HttpRequest } from "@azure/functions";
import type { TeamsAccount } from "../acs/AcsClient";
import { isGuid } from "../callers/microsoftIssuer";
import type { Checked } from "./fieldErrors";

/** The route's `{tenantId}` and `{objectId}`. In lower case: an account has one name, however a caller writes it. */
export function teamsAccount({ params }: HttpRequest): Checked<TeamsAccount> {
  const { tenantId, objectId } = params;
  return isGuid(tenantId) && isGuid(objectId)
    ? { value: { tenantId: tenantId.toLowerCase(), objectId: objectId.toLowerCase() } }
    : {
        fieldErrors: Object.entries(OF).flatMap(([target, what]) =>
          isGuid(params[target]) ? [] : notAGuid(target, what),
        ),
      };
}

const OF = { tenantId: "tenant", objectId: "account" };

function notAGuid(target: string, what: string) {
  const message = `The ${target} in the path is not the id (a GUID) of a Microsoft Entra ${what}.`;
  return { code: "InvalidValue", target, message } as const;
}
