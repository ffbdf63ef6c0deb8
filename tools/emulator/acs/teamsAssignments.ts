import { jsonResponse } from "../http/http";
import type { Operation, OperationCall } from "./AcsContext";
import { assignmentBody, readClientIds, readGuid, readPrincipalType, setAssignment } from "./assignments";
import { parseBody } from "./requestBody";
import { assignmentNotFound } from "./unestablished";

/**
 * Who an assignment of Teams Phone Extensibility can be for: the specification has the first two, Microsoft's
 * documentation the third ("Answer Teams Phone calls from Call Automation") for what the second is.
 */
const PRINCIPAL_TYPES = ["user", "resourceAccount", "teamsResourceAccount"];

/** `PUT …/tenants/{tenantId}/assignments/{objectId}`: 201 when it is new, 200 when it replaces one (specification). */
export const putTeamsAssignment: Operation = async (call, context) => {
  const { tenantId, objectId, key } = readPath(call);
  const body = parseBody(call.body);
  const principalType = readPrincipalType(body, PRINCIPAL_TYPES);
  const assignment = assignmentBody({ objectId, tenantId, principalType, clientIds: readClientIds(body) });
  const { isNew } = await context.store.transact(({ teamsAssignments }) =>
    setAssignment(teamsAssignments, key, assignment, context),
  );
  return jsonResponse(isNew ? 201 : 200, assignment);
};

/** `GET …/tenants/{tenantId}/assignments/{objectId}`: 200 (specification). */
export const getTeamsAssignment: Operation = (call, { store }) => {
  const { key } = readPath(call);
  const assignment = store.read(({ teamsAssignments }) => teamsAssignments.get(key));
  if (!assignment) {
    throw assignmentNotFound();
  }
  return Promise.resolve(jsonResponse(200, assignmentBody(assignment)));
};

/** `DELETE …/tenants/{tenantId}/assignments/{objectId}`: 204 (specification), whether or not there was one. */
export const deleteTeamsAssignment: Operation = async (call, { store }) => {
  const { key } = readPath(call);
  await store.transact(({ teamsAssignments }) => {
    teamsAssignments.delete(key);
  });
  return { status: 204, headers: {}, body: "" };
};

/** Who the assignment in the path is for, and where the store has it. @throws AcsError 400 */
function readPath({ pathValues: [tenant = "", object = ""] }: OperationCall) {
  const [tenantId, objectId] = [readGuid(tenant, "tenantId"), readGuid(object, "objectId")];
  return { tenantId, objectId, key: teamsAssignmentKey(tenantId, objectId) };
}

/** Where the store has the assignment of a user or an account of Teams. Ids in lower case. */
export function teamsAssignmentKey(tenantId: string, objectId: string): string {
  return `${tenantId}/${objectId}`;
}
