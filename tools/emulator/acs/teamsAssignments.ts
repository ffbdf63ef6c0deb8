import { jsonResponse } from "../http/http";
import type { Operation, OperationCall } from "./AcsContext";
import { readAssignment, readGuid } from "./assignments";
import { parseBody } from "./requestBody";
import { assignmentNotFound } from "./unestablished";

/**
 * Who an assignment of Teams Phone Extensibility can be for: the specification has the first two, Microsoft's
 * documentation the third ("Answer Teams Phone calls from Call Automation") for what the second is.
 */
const PRINCIPAL_TYPES = ["user", "resourceAccount", "teamsResourceAccount"];

/** `PUT …/tenants/{tenantId}/assignments/{objectId}`: 201 when it is new, 200 when it replaces one (specification). */
export const putTeamsAssignment: Operation = async (call, { store }) => {
  const { tenantId, objectId, key } = readPath(call);
  const assignment = { objectId, tenantId, ...readAssignment(parseBody(call.body), PRINCIPAL_TYPES) };
  const isNew = await store.transact(({ teamsAssignments }) => {
    const before = teamsAssignments.get(key);
    teamsAssignments.set(key, assignment);
    return before === undefined;
  });
  return jsonResponse(isNew ? 201 : 200, assignment);
};

/** `GET …/tenants/{tenantId}/assignments/{objectId}`: 200 (specification). */
export const getTeamsAssignment: Operation = (call, { store }) => {
  const { key } = readPath(call);
  const assignment = store.read(({ teamsAssignments }) => teamsAssignments.get(key));
  if (!assignment) {
    throw assignmentNotFound();
  }
  return Promise.resolve(jsonResponse(200, assignment));
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
  return { tenantId, objectId, key: `${tenantId}/${objectId}` };
}
