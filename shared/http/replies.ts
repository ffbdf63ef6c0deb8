import type { HttpResponseInit } from "@azure/functions";
import type { TeamsAccess } from "../acs/AcsClient";
import type { GrantedToken, IdentityWithToken, IssuedToken } from "../acs/AcsIdentities";
import type { ApiError } from "../errors";

/** A reply as the endpoints make it: headers by name only. */
export interface Reply extends HttpResponseInit {
  status: number;
  headers?: Record<string, string>;
}

export function identityCreated({ id, accessToken }: IdentityWithToken): Reply {
  return { status: 201, jsonBody: { user: { communicationUserId: id }, ...(accessToken && grantFields(accessToken)) } };
}

/** The names are those that ACS's own samples for web, Android and iOS read. */
export function tokenIssued(id: string, accessToken: GrantedToken): Reply {
  return { status: 200, jsonBody: { user: { communicationUserId: id }, ...grantFields(accessToken) } };
}

/** For a Teams user, who is no identity of this ACS resource. */
export function teamsTokenIssued(accessToken: IssuedToken): Reply {
  return { status: 200, jsonBody: tokenFields(accessToken) };
}

/** `status`: 201 where the account had none before. */
export function teamsAccess(status: 200 | 201, access: TeamsAccess): Reply {
  const { tenantId, objectId, principalType, clientIds } = access;
  return { status, jsonBody: { tenantId, objectId, principalType, clientIds } };
}

export function done(): Reply {
  return { status: 204 };
}

/** The shape of Azure's REST API guidelines. */
export function failed(error: ApiError, requestId: string): Reply {
  const { code, message, details, retryAfterSeconds, wwwAuthenticate } = error;
  return {
    status: error.status,
    headers: {
      "x-ms-error-code": code,
      ...(retryAfterSeconds !== undefined && { "Retry-After": String(retryAfterSeconds) }),
      ...(wwwAuthenticate !== undefined && { "WWW-Authenticate": wwwAuthenticate }),
    },
    jsonBody: { error: { code, message, ...(details.length > 0 && { details }), requestId } },
  };
}

function grantFields(accessToken: GrantedToken) {
  return { ...tokenFields(accessToken), scopes: accessToken.scopes };
}

function tokenFields({ token, expiresOn, refreshOn }: IssuedToken) {
  return { token, expiresOn: expiresOn.toISOString(), refreshOn: refreshOn.toISOString() };
}
