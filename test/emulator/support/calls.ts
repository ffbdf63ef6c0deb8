/** Every API version that the emulator serves, oldest first. */
export const allVersions = [
  "2020-07-20-preview2",
  "2021-03-07",
  "2021-10-31-preview",
  "2022-06-01",
  "2022-10-01",
  "2023-10-01",
  "2025-03-02-preview",
  "2025-06-30",
  "2026-07-22",
  "2026-09-23",
] as const;

export type Version = (typeof allVersions)[number];

export const PREVIEW2 = allVersions[0];
export const current = since("2021-03-07");
/** With the exchange of a Teams user's token; the first of them takes the token alone. */
export const teams = since("2021-10-31-preview");
export const teamsWithUser = since("2022-06-01");
export const withLifetime = since("2022-10-01");
export const withJoinScopes = since("2023-10-01");
export const withoutJoinScopes = allVersions.filter((version) => !withJoinScopes.includes(version));
/** With `customId`, `lastTokenIssuedAt` and GET. */
export const withDetails: readonly Version[] = ["2025-03-02-preview"];
/** With the access of Teams users and resource accounts. */
export const withTeamsExtension = since("2025-03-02-preview");
/** With the access of Entra users. */
export const withEntra: readonly Version[] = ["2025-03-02-preview"];
export const withoutDetails = current.filter((version) => !withDetails.includes(version));

function since(first: Version): readonly Version[] {
  return allVersions.slice(allVersions.indexOf(first));
}

export const operations = [
  "create",
  "get",
  "issue",
  "revoke",
  "delete",
  "exchange",
  "assign",
  "getAssignment",
  "deleteAssignment",
  "assignEntra",
  "getEntraAssignment",
  "deleteEntraAssignment",
] as const;

/** Those of `operations` that give and withdraw access: their id is an object id of {@link TENANT}, of Teams or of Entra alone. */
export const teamsAssignments: readonly OperationKind[] = ["assign", "getAssignment", "deleteAssignment"];
export const entraAssignments: readonly OperationKind[] = [
  "assignEntra",
  "getEntraAssignment",
  "deleteEntraAssignment",
];

export type OperationKind = (typeof operations)[number];

export interface Call {
  readonly method: string;
  readonly path: string;
}

/** The tenant of everybody who is given access here. */
export const TENANT = "87d349ed-44d7-43e1-9a83-5f2406dee5bd";

/** Method and path with query, as the official SDKs of that version send them (specification). */
export function callOf(operation: OperationKind, version: Version, id: string): Call {
  const { method, path } = (version === PREVIEW2 ? preview2Calls : currentCalls)[operation];
  return { method, path: `${path.replace("{id}", encodeURIComponent(id))}?api-version=${version}` };
}

const IDENTITY = "/identities/{id}";
const ENTRA_ASSIGNMENT = "/access/entra/assignments/{id}";
const ASSIGNMENT = `/access/teamsExtension/tenants/${TENANT}/assignments/{id}`;

const currentCalls: Readonly<Record<OperationKind, Call>> = {
  create: { method: "POST", path: "/identities" },
  get: { method: "GET", path: IDENTITY },
  issue: { method: "POST", path: `${IDENTITY}/:issueAccessToken` },
  revoke: { method: "POST", path: `${IDENTITY}/:revokeAccessTokens` },
  delete: { method: "DELETE", path: IDENTITY },
  exchange: { method: "POST", path: "/teamsUser/:exchangeAccessToken" },
  assign: { method: "PUT", path: ASSIGNMENT },
  getAssignment: { method: "GET", path: ASSIGNMENT },
  deleteAssignment: { method: "DELETE", path: ASSIGNMENT },
  assignEntra: { method: "PUT", path: ENTRA_ASSIGNMENT },
  getEntraAssignment: { method: "GET", path: ENTRA_ASSIGNMENT },
  deleteEntraAssignment: { method: "DELETE", path: ENTRA_ASSIGNMENT },
};

const preview2Calls: Readonly<Record<OperationKind, Call>> = {
  ...currentCalls,
  issue: { method: "POST", path: `${IDENTITY}/token` },
  revoke: { method: "PATCH", path: IDENTITY },
};
