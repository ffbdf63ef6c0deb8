import { type HttpRequest, matchPath } from "../http/http";
import type { Operation } from "./AcsContext";
import { type ApiVersion, apiVersions } from "./apiVersions";
import { isPreflight } from "./crossOrigin";
import { entraAssignmentOperations, listEntraAssignments, updateEntraAssignments } from "./entraAssignments";
import { exchangeEntraToken, exchangeTeamsExtensionToken } from "./entraExchange";
import {
  createIdentity,
  createIdentityPreview2,
  deleteIdentity,
  getIdentity,
  issueAccessToken,
  issueAccessTokenPreview2,
  revokeAccessTokens,
  revokeAccessTokensPreview2,
} from "./operations";
import { teamsAssignmentOperations } from "./teamsAssignments";
import { exchangeTeamsUserToken } from "./teamsExchange";

export interface Route {
  readonly name: OperationName;
  readonly method: string;
  /** As for `matchPath`. */
  readonly path: string;
  /** Whether an API version has it (specification). */
  readonly isIn: (version: ApiVersion) => boolean;
  readonly run: Operation;
}

const isInAll = (): boolean => true;
const isInPreview2 = ({ shape }: ApiVersion): boolean => shape === "preview2";
const isInCurrent = ({ shape }: ApiVersion): boolean => shape === "current";
const hasDetails = ({ identityDetails }: ApiVersion): boolean => identityDetails;
const hasTeamsExchange = ({ teamsExchange }: ApiVersion): boolean => teamsExchange !== undefined;
const hasTeamsExtension = ({ teamsExtension }: ApiVersion): boolean => teamsExtension;
const hasEntra = ({ entra }: ApiVersion): boolean => entra;

const TEAMS_ASSIGNMENT = "/access/teamsExtension/tenants/{tenantId}/assignments/{objectId}";
const ENTRA_ASSIGNMENT = "/access/entra/assignments/{objectId}";

type Row = readonly [name: string, Route["method"], Route["path"], Route["isIn"], Route["run"]];

const ROWS = [
  ["createIdentity", "POST", "/identities", isInPreview2, createIdentityPreview2],
  ["createIdentity", "POST", "/identities", isInCurrent, createIdentity],
  ["getIdentity", "GET", "/identities/{id}", hasDetails, getIdentity],
  ["issueAccessToken", "POST", "/identities/{id}/token", isInPreview2, issueAccessTokenPreview2],
  ["issueAccessToken", "POST", "/identities/{id}/:issueAccessToken", isInCurrent, issueAccessToken],
  ["revokeAccessTokens", "PATCH", "/identities/{id}", isInPreview2, revokeAccessTokensPreview2],
  ["revokeAccessTokens", "POST", "/identities/{id}/:revokeAccessTokens", isInCurrent, revokeAccessTokens],
  ["deleteIdentity", "DELETE", "/identities/{id}", isInAll, deleteIdentity],
  ["exchangeTeamsUserToken", "POST", "/teamsUser/:exchangeAccessToken", hasTeamsExchange, exchangeTeamsUserToken],
  ["putTeamsAssignment", "PUT", TEAMS_ASSIGNMENT, hasTeamsExtension, teamsAssignmentOperations.put],
  ["getTeamsAssignment", "GET", TEAMS_ASSIGNMENT, hasTeamsExtension, teamsAssignmentOperations.get],
  ["deleteTeamsAssignment", "DELETE", TEAMS_ASSIGNMENT, hasTeamsExtension, teamsAssignmentOperations.remove],
  [
    "exchangeTeamsExtensionToken",
    "POST",
    "/access/teamsExtension/:exchangeAccessToken",
    hasTeamsExtension,
    exchangeTeamsExtensionToken,
  ],
  ["putEntraAssignment", "PUT", ENTRA_ASSIGNMENT, hasEntra, entraAssignmentOperations.put],
  ["getEntraAssignment", "GET", ENTRA_ASSIGNMENT, hasEntra, entraAssignmentOperations.get],
  ["deleteEntraAssignment", "DELETE", ENTRA_ASSIGNMENT, hasEntra, entraAssignmentOperations.remove],
  ["listEntraAssignments", "GET", "/access/entra/assignments", hasEntra, listEntraAssignments],
  ["updateEntraAssignments", "PATCH", "/access/entra/assignments", hasEntra, updateEntraAssignments],
  ["exchangeEntraToken", "POST", "/access/entra/:exchangeAccessToken", hasEntra, exchangeEntraToken],
] as const satisfies readonly Row[];

export type OperationName = (typeof ROWS)[number][0];

export const routes = ROWS.map(([name, method, path, isIn, run]): Route => ({ name, method, path, isIn, run }));

const FOR_USERS: readonly OperationName[] = ["exchangeTeamsExtensionToken", "exchangeEntraToken"];

/** Whether those who call it are users, who show a token of their own in place of the resource's key or role. */
export function isForUsers({ name }: Route): boolean {
  return FOR_USERS.includes(name);
}

/** Every route of every version whose path is that of the request, whatever its method. */
export function routesAt({ segments }: HttpRequest): readonly Route[] {
  return routes.filter(({ path }) => matchPath(path, segments));
}

/** The name of the operation that a request asks for, be it in a version that has it or not. */
export function operationName(request: HttpRequest): string {
  const found = routesAt(request).find(({ method }) => method === request.method);
  return found?.name ?? (isPreflight(request) ? "preflight" : "unknown");
}

/** Those of `candidates` that `version` has. */
export function routesIn(version: ApiVersion, candidates: readonly Route[]): readonly Route[] {
  return candidates.filter(({ isIn }) => isIn(version));
}

/**
 * The `api-supported-versions` header of a reply to `route`: every version that serves its part of the API. Those of
 * the Teams exchange are fewer than those of the identities (recorded in October 2023).
 */
export function supportedVersions(route: Route): string {
  const part = routes.filter(({ path }) => partOf(path) === partOf(route.path));
  const served = apiVersions.filter((version) => part.some(({ isIn }) => isIn(version)));
  return served.map(({ name }) => name).join(", ");
}

/** Such as `/identities` or `/access/teamsExtension`. */
function partOf(path: string): string | undefined {
  return /^(?:\/access)?\/\w+/.exec(path)?.[0];
}
