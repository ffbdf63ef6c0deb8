import type { AssignmentRecord, Table } from "../store/Store";
import type { AcsContext } from "./AcsContext";
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

/** The text of a member that a body must have. @throws AcsError 400 */
export function readText(body: JsonObject, member: string): string {
  const text = body[member] ?? "";
  if (typeof text !== "string") {
    throw unreadableBody(`${member} must be a string.`, member);
  }
  if (text === "") {
    throw missing(member);
  }
  return text;
}

/** As the service's own code spells it. */
export function missing(member: string) {
  return fieldRequired(member.replace(/^./, (first) => first.toUpperCase()));
}

/** As `known` writes it; clients may write it in any letter case, and a sample of Microsoft's does. @throws AcsError 400 */
export function readPrincipalType(body: JsonObject, known: readonly string[]): string {
  const asked = readText(body, "principalType").toLowerCase();
  const found = known.find((each) => each.toLowerCase() === asked);
  if (found === undefined) {
    throw unknownPrincipalType(known);
  }
  return found;
}

/** The applications that may ask for tokens; `undefined` when absent or null. @throws AcsError 400 */
export function readClientIds(body: JsonObject): readonly string[] | undefined {
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

export type Assignment = Omit<AssignmentRecord, "serial">;

/** Makes an assignment, or puts it in the place of the one that `key` leads to. */
export function setAssignment(
  table: Table<AssignmentRecord>,
  key: string,
  assignment: Assignment,
  { randomBytes }: Pick<AcsContext, "randomBytes">,
): { isNew: boolean } {
  const before = table.get(key);
  table.set(key, { ...assignment, serial: before?.serial ?? randomBytes(6).readUIntBE(0, 6) });
  return { isNew: before === undefined };
}

/** An assignment as a reply shows it: members in this order, none without a value (specification, its examples). */
export function assignmentBody({ objectId, tenantId, principalType, clientIds }: Assignment): Assignment {
  return { objectId, tenantId, principalType, ...(clientIds ? { clientIds } : {}) };
}
