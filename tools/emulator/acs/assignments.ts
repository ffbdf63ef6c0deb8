import { GUID } from "../guid";
import { jsonResponse, NO_CONTENT } from "../http/http";
import type { AssignmentRecord, Table } from "../store/Store";
import type { AcsContext, Operation, OperationCall } from "./AcsContext";
import { fieldRequired } from "./errors";
import { type JsonObject, parseBody } from "./requestBody";
import { assignmentNotFound, idMalformed, noClientIds, unknownPrincipalType, unreadableBody } from "./unestablished";

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

/** What the assignments of one kind differ in. Each throws AcsError 400. */
interface AssignmentKind<Place extends { readonly key: string }> {
  readonly table: "teamsAssignments" | "entraAssignments";
  /** Who the assignment in the path is for, and the key that the store has it by. */
  readonly placeOf: (call: OperationCall) => Place;
  readonly read: (place: Place, body: JsonObject) => Assignment;
}

/**
 * What all kinds have (specification): PUT, 201 when it is new and 200 when it replaces one; GET, 200; DELETE, 204, whether
 * or not there was one.
 */
export function assignmentOperations<Place extends { readonly key: string }>(kind: AssignmentKind<Place>) {
  const put: Operation = async (call, context) => {
    const place = kind.placeOf(call);
    const assignment = kind.read(place, parseBody(call.body));
    const { isNew } = await context.store.transact((tables) =>
      setAssignment(tables[kind.table], place.key, assignment, context),
    );
    return jsonResponse(isNew ? 201 : 200, assignment);
  };
  const get: Operation = (call, { store }) => {
    const { key } = kind.placeOf(call);
    const assignment = store.read((tables) => tables[kind.table].get(key));
    if (!assignment) {
      throw assignmentNotFound();
    }
    return Promise.resolve(jsonResponse(200, assignmentBody(assignment)));
  };
  const remove: Operation = async (call, { store }) => {
    const { key } = kind.placeOf(call);
    await store.transact((tables) => {
      tables[kind.table].delete(key);
    });
    return NO_CONTENT;
  };
  return { put, get, remove };
}

/** An assignment as a reply shows it: members in this order, none without a value (specification, its examples). */
export function assignmentBody({ objectId, tenantId, principalType, clientIds }: Assignment): Assignment {
  return { objectId, tenantId, principalType, ...(clientIds ? { clientIds } : {}) };
}
