import { type HttpRequest, matchPath } from "../http/http";
import type { Operation } from "./AcsContext";
import { type ApiVersion, apiVersions } from "./apiVersions";
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
import { exchangeTeamsUserToken } from "./teamsExchange";

export type OperationName =
  | "createIdentity"
  | "getIdentity"
  | "issueAccessToken"
  | "revokeAccessTokens"
  | "deleteIdentity"
  | "exchangeTeamsUserToken";

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

export const routes: readonly Route[] = [
  { name: "createIdentity", method: "POST", path: "/identities", isIn: isInPreview2, run: createIdentityPreview2 },
  { name: "createIdentity", method: "POST", path: "/identities", isIn: isInCurrent, run: createIdentity },
  {
    name: "getIdentity",
    method: "GET",
    path: "/identities/{id}",
    isIn: ({ identityDetails }) => identityDetails,
    run: getIdentity,
  },
  {
    name: "issueAccessToken",
    method: "POST",
    path: "/identities/{id}/token",
    isIn: isInPreview2,
    run: issueAccessTokenPreview2,
  },
  {
    name: "issueAccessToken",
    method: "POST",
    path: "/identities/{id}/:issueAccessToken",
    isIn: isInCurrent,
    run: issueAccessToken,
  },
  {
    name: "revokeAccessTokens",
    method: "PATCH",
    path: "/identities/{id}",
    isIn: isInPreview2,
    run: revokeAccessTokensPreview2,
  },
  {
    name: "revokeAccessTokens",
    method: "POST",
    path: "/identities/{id}/:revokeAccessTokens",
    isIn: isInCurrent,
    run: revokeAccessTokens,
  },
  { name: "deleteIdentity", method: "DELETE", path: "/identities/{id}", isIn: isInAll, run: deleteIdentity },
  {
    name: "exchangeTeamsUserToken",
    method: "POST",
    path: "/teamsUser/:exchangeAccessToken",
    isIn: ({ teamsExchange }) => teamsExchange !== undefined,
    run: exchangeTeamsUserToken,
  },
];

/** Every route of every version whose path is that of the request, whatever its method. */
export function routesAt({ segments }: HttpRequest): readonly Route[] {
  return routes.filter(({ path }) => matchPath(path, segments));
}

/** The name of the operation that a request asks for, be it in a version that has it or not. */
export function operationName(request: HttpRequest): string {
  return routesAt(request).find(({ method }) => method === request.method)?.name ?? "unknown";
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

function partOf(path: string): string | undefined {
  return path.split("/")[1];
}
