import type { EntraUser } from "../entraTokens";
import { type HttpResponse, jsonResponse } from "../http/http";
import type { AssignmentRecord } from "../store/Store";
import { communicationClientsApi, teamsExtensionApi, type UserApi } from "../userApis";
import { ENTRA_CREDENTIAL } from "./accessKeys";
import type { AcsContext, Operation, OperationCall } from "./AcsContext";
import { entraIdentityId } from "./identityId";
import { parseBody } from "./requestBody";
import { teamsAssignmentKey } from "./teamsAssignments";
import { formatExpiresOnAbroad, signToken, tokenInExchange } from "./tokens";
import { entraUserScopes, noAssignment, userTokenRefused } from "./unestablished";

/**
 * `POST /access/teamsExtension/:exchangeAccessToken`, `{}`, with the token of a Teams user for that API: 200
 * `{"identity":{"id"},"accessToken":{"token","expiresOn"}}` (specification); 403 without an assignment (a sample of
 * Microsoft's).
 */
export const exchangeTeamsExtensionToken: Operation = (call, context) => {
  const user = readUser(call, teamsExtensionApi, context);
  const key = teamsAssignmentKey(user.tenantId, user.objectId);
  const own = context.store.read(({ teamsAssignments }) => teamsAssignments.get(key));
  return Promise.resolve(exchange(user, own ? [own] : [], context));
};

/** `POST /access/entra/:exchangeAccessToken`: the same for any Entra user whom an assignment is for, alone or among others. */
export const exchangeEntraToken: Operation = (call, context) => {
  const user = readUser(call, communicationClientsApi, context);
  const all = context.store.read(({ entraAssignments }) => entraAssignments.all());
  const own = all.filter((each) => isFor(user, each));
  return Promise.resolve(exchange(user, own, context));
};

/** @throws AcsError */
function readUser({ bearer, body }: OperationCall, api: UserApi, { entraTokens }: AcsContext): EntraUser {
  const user = bearer === undefined ? undefined : entraTokens.userOf(bearer, api);
  if (!user) {
    throw userTokenRefused();
  }
  parseBody(body); // has no members that anybody knows of
  return user;
}

function isFor(user: EntraUser, { objectId, tenantId, principalType }: AssignmentRecord): boolean {
  const principals = { user: [user.objectId], group: user.groups, tenant: [user.tenantId] };
  return (
    tenantId === user.tenantId &&
    Object.entries(principals).some(([type, ids]) => type === principalType && ids.includes(objectId))
  );
}

function exchange(user: EntraUser, assignments: readonly AssignmentRecord[], context: AcsContext): HttpResponse {
  const assignment = assignments.find(({ clientIds }) => !clientIds || clientIds.includes(user.clientId));
  if (!assignment) {
    throw noAssignment();
  }
  // Whether it ends with the user's own token is not said: the specification does of Teams users alone.
  const { tenantId, objectId, expiresAt } = user;
  const identityId = entraIdentityId(context.resourceId, tenantId, objectId);
  const issued = { identityId, scopes: entraUserScopes, sequence: assignment.serial, credential: ENTRA_CREDENTIAL };
  const token = tokenInExchange({ ...issued, expiresAt }, context);
  const ticks = context.randomBytes(2).readUInt16BE() % 10_000;
  const expiresOn = formatExpiresOnAbroad(token.expiresAt, ticks);
  return jsonResponse(200, { identity: { id: identityId }, accessToken: { ...signToken(token, context), expiresOn } });
}
