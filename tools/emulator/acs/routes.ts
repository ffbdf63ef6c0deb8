import type { ApiVersion } from "./apiVersions";
import { createIdentity, createIdentityPreview2 } from "./operations/createIdentity";
import { deleteIdentity } from "./operations/deleteIdentity";
import { issueAccessToken, issueAccessTokenPreview2 } from "./operations/issueAccessToken";
import type { Operation } from "./operations/Operation";
import { revokeAccessTokens, revokeAccessTokensPreview2 } from "./operations/revokeAccessTokens";

export type OperationName = "createIdentity" | "issueAccessToken" | "revokeAccessTokens" | "deleteIdentity";

export interface Route {
  readonly name: OperationName;
  readonly method: string;
  /** As for `matchPath`. */
  readonly path: string;
  readonly run: Operation;
}

const shared: readonly Route[] = [
  { name: "deleteIdentity", method: "DELETE", path: "/identities/{id}", run: deleteIdentity },
];

/** The operations of each family of API versions (specification). */
export const routes: Record<ApiVersion["shape"], readonly Route[]> = {
  preview2: [
    { name: "createIdentity", method: "POST", path: "/identities", run: createIdentityPreview2 },
    { name: "issueAccessToken", method: "POST", path: "/identities/{id}/token", run: issueAccessTokenPreview2 },
    { name: "revokeAccessTokens", method: "PATCH", path: "/identities/{id}", run: revokeAccessTokensPreview2 },
    ...shared,
  ],
  current: [
    { name: "createIdentity", method: "POST", path: "/identities", run: createIdentity },
    { name: "issueAccessToken", method: "POST", path: "/identities/{id}/:issueAccessToken", run: issueAccessToken },
    {
      name: "revokeAccessTokens",
      method: "POST",
      path: "/identities/{id}/:revokeAccessTokens",
      run: revokeAccessTokens,
    },
    ...shared,
  ],
};
