import type { AssignmentRecord } from "../store/Store";
import { fieldRequired } from "./errors";
import type { JsonObject } from "./requestBody";
import { idMalformed, noClientIds, unknownPrincipalType, unreadableBody } from "./unestablished";

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** An id in lower case. @throws AcsError 400 when it is no GUID */
export function readGuid(id: string, member: string): string {
  if (!GUID.test(id)) {
    throw idMalformed(member);
  }
  return id.toLowerCase();
}

/** What the body of an assignment says, whoever it is for. @throws AcsError 400 */
export function readAssignment(
  body: JsonObject,
  principalTypes: readonly string[],
): Pick<AssignmentRecord, "principalType" | "clientIds"> {
  const principalType = readPrincipalType(body, principalTypes);
  const clientIds = readClientIds(body);
  return clientIds ? { principalType, clientIds } : { principalType };
}

/** As `known` writes it; clients may write it in any letter case, and Microsoft's own sample does. */
function readPrincipalType(body: JsonObject, known: readonly string[]): string {
  const asked = body["principalType"] ?? "";
  if (typeof asked !== "string") {
    throw unreadableBody("principalType must be a string.", "principalType");
  }
  if (asked === "") {
    throw fieldRequired("PrincipalType");
  }
  const found = known.find((each) => each.toLowerCase() === asked.toLowerCase());
  if (found === undefined) {
    throw unknownPrincipalType(known);
  }
  return found;
}

function readClientIds(body: JsonObject): readonly string[] | undefined {
  const ids = body["clientIds"] ?? undefined;
  if (ids === undefined) {
    return undefined;
  }
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === "string")) {
    throw unreadableBody("clientIds must be an array of strings.", "clientIds");
  }
  if (ids.length === 0) {
    throw noClientIds();
  }
  return ids.map((id) => readGuid(id, "clientIds"));
}
