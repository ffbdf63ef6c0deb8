import type { ApiVersion } from "./apiVersions";
import { createIdentity, createIdentityPreview2 } from "./operations/createIdentity";
import { deleteIdentity } from "./operations/deleteIdentity";
import { exchangeTeamsUserToken } from "./operations/exchangeTeamsUserToken";
import { getIdentity } from "./operations/getIdentity";
import { issueAccessToken, issueAccessTokenPreview2 } from "./operations/issueAccessToken";
import type { Operation } from "./operations/Operation";
import { revokeAccessTokens, revokeAccessTokensPreview2 } from "./operations/revokeAccessTokens";

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
