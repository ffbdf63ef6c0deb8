import { jsonResponse, NO_CONTENT } from "../http/http";
import type { Operation } from "./AcsContext";
import {
  type Assignment,
  assignmentBody,
  assignmentOperations,
  missing,
  readClientIds,
  readGuid,
  readPrincipalType,
  readText,
  setAssignment,
} from "./assignments";
import { isJsonObject, type JsonObject, parseBody } from "./requestBody";
import { unreadableBody } from "./unestablished";

/** Who an assignment of Entra can be for (specification). */
const PRINCIPAL_TYPES = ["user", "group", "tenant"];

/** `PUT`, `GET` and `DELETE /access/entra/assignments/{objectId}`. */
export const entraAssignmentOperations = assignmentOperations({
  table: "entraAssignments",
  placeOf: ({ pathValues: [objectId = ""] }) => ({ key: readGuid(objectId, "objectId") }),
  read: ({ key: objectId }, body) => readEntraAssignment(objectId, body),
});

/** `GET /access/entra/assignments`: 200 `{"value":[…]}` (specification), all of them on one page. */
export const listEntraAssignments: Operation = (_call, { store }) => {
  const assignments = store.read(({ entraAssignments }) => entraAssignments.all());
  return Promise.resolve(jsonResponse(200, { value: assignments.map(assignmentBody) }));
};

/**
 * `PATCH /access/entra/assignments`, a map of object ids to what their assignments become, null to withdraw them: 200
 * with those that it set, or 204 (specification) when there are none. All of it is done, or nothing.
 */
export const updateEntraAssignments: Operation = async (call, context) => {
  const changes = Object.entries(parseBody(call.body)).map(([id, value]) => readChange(id, value));
  const set = await context.store.transact(({ entraAssignments }) => {
    for (const { objectId, assignment } of changes) {
      if (assignment) {
        setAssignment(entraAssignments, objectId, assignment, context);
      } else {
        entraAssignments.delete(objectId);
      }
    }
    return changes.flatMap(({ assignment }) => assignment ?? []);
  });
  return set.length > 0 ? jsonResponse(200, { value: set }) : NO_CONTENT;
};

/** One member of a bulk update. @throws AcsError 400 */
function readChange(id: string, value: unknown): { objectId: string; assignment: Assignment | undefined } {
  const objectId = readGuid(id, "objectId");
  if (value === null) {
    return { objectId, assignment: undefined };
  }
  if (!isJsonObject(value)) {
    throw unreadableBody("An assignment must be a JSON object, or null.");
  }
  return { objectId, assignment: readEntraAssignment(objectId, value) };
}

/** All three members are required (specification). @throws AcsError 400 */
function readEntraAssignment(objectId: string, body: JsonObject): Assignment {
  const principalType = readPrincipalType(body, PRINCIPAL_TYPES);
  const tenantId = readGuid(readText(body, "tenantId"), "tenantId");
  const clientIds = readClientIds(body);
  if (!clientIds) {
    throw missing("clientIds");
  }
  return assignmentBody({ objectId, tenantId, principalType, clientIds });
}
