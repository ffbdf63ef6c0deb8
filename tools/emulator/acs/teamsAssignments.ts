import { assignmentBody, assignmentOperations, readClientIds, readGuid, readPrincipalType } from "./assignments";

/**
 * Who an assignment of Teams Phone Extensibility can be for: the specification has the first two, Microsoft's
 * documentation the third ("Answer Teams Phone calls from Call Automation") for what the second is.
 */
const PRINCIPAL_TYPES = ["user", "resourceAccount", "teamsResourceAccount"];

/** `PUT`, `GET` and `DELETE /access/teamsExtension/tenants/{tenantId}/assignments/{objectId}`. */
export const teamsAssignmentOperations = assignmentOperations({
  table: "teamsAssignments",
  placeOf: ({ pathValues: [tenant = "", object = ""] }) => {
    const [tenantId, objectId] = [readGuid(tenant, "tenantId"), readGuid(object, "objectId")];
    return { tenantId, objectId, key: teamsAssignmentKey(tenantId, objectId) };
  },
  read: ({ tenantId, objectId }, body) => {
    const principalType = readPrincipalType(body, PRINCIPAL_TYPES);
    return assignmentBody({ objectId, tenantId, principalType, clientIds: readClientIds(body) });
  },
});

/** Where the store has the assignment of a user or an account of Teams. Ids in lower case. */
export function teamsAssignmentKey(tenantId: string, objectId: string): string {
  return `${tenantId}/${objectId}`;
}
