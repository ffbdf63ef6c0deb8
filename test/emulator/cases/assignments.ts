import { type OperationKind, TENANT, type Version, withEntra, withTeamsExtension } from "../support/calls";
import { early, errorText, exactly, type OperationCase, rowsOf, type Source } from "./OperationCase";

const GUID = "[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}";
const CLIENT = "1b3d6bd4-7c9e-4fd3-9be6-0b1c0a0b9d3e";
const OTHER_CLIENT = "7a6b5c4d-3e2f-4a1b-8c9d-0e1f2a3b4c5d";

/** An assignment as the specification's examples write it, the order of its members included. */
function assignment(principalType: string, clientIds?: readonly string[]): RegExp {
  const rest = clientIds ? `,"clientIds":${JSON.stringify(clientIds).replace(/[[\]]/g, "\\$&")}` : "";
  return exactly(`{"objectId":"${GUID}","tenantId":"${TENANT}","principalType":"${principalType}"${rest}}`);
}

const MALFORMED = "choice: malformed ids of an assignment";

const { accepted: put, refused } = rowsOf("assign", 201, assignment("user"));

const entraBody = { principalType: "user", tenantId: TENANT, clientIds: [CLIENT] };

/** A `PUT` for somebody who had no access: what makes it succeed. */
const made: readonly (readonly [when: string, Source, body: unknown, reply?: RegExp])[] = [
  ["a user", "specification", { principalType: "user" }],
  ["a resource account", "specification", { principalType: "resourceAccount" }, assignment("resourceAccount")],
  [
    "a teamsResourceAccount",
    "documentation",
    { principalType: "teamsResourceAccount" },
    assignment("teamsResourceAccount"),
  ],
  ["a User", "sample", { principalType: "User" }],
  ["a RESOURCEACCOUNT", "choice: principal types", { principalType: "RESOURCEACCOUNT" }, assignment("resourceAccount")],
  [
    "client ids",
    "specification",
    { principalType: "user", clientIds: [CLIENT, OTHER_CLIENT] },
    assignment("user", [CLIENT, OTHER_CLIENT]),
  ],
  [
    "client ids in capitals",
    MALFORMED,
    { principalType: "user", clientIds: [CLIENT.toUpperCase()] },
    assignment("user", [CLIENT]),
  ],
  ["client ids that are null", "choice: members that are null", { principalType: "user", clientIds: null }],
];

export const assignmentCases: readonly OperationCase[] = [
  ...made.flatMap(([when, source, body, reply = assignment("user")]): OperationCase[] => [
    { ...put(when, withTeamsExtension, source, body, reply), identity: "never created" },
    { ...put(`${when}, in the place of another`, withTeamsExtension, source, body, reply), status: 200 },
  ]),
  {
    ...put("an object id in capitals", withTeamsExtension, MALFORMED, { principalType: "user" }),
    identity: "in capitals",
    status: 200,
  },
  ...["{", "[]", { principalType: 1 }, { principalType: "user", clientIds: CLIENT }].map((body) =>
    early(refused(`the body ${JSON.stringify(body)}`, withTeamsExtension, "choice: unreadable body", body)),
  ),
  ...["", {}, { principalType: null }, { principalType: "" }].map((body) => {
    const when = `no principal type: ${JSON.stringify(body)}`;
    return early(refused(when, withTeamsExtension, "choice: principal types", body, required("PrincipalType")));
  }),
  refused("an unknown principal type", withTeamsExtension, "choice: principal types", { principalType: "group" }),
  refused("a client id that is no GUID", withTeamsExtension, MALFORMED, { principalType: "user", clientIds: ["app"] }),
  refused("no client ids (empty)", withTeamsExtension, "choice: empty clientIds", {
    principalType: "user",
    clientIds: [],
  }),
  ...readingAndWithdrawing(["assign", "getAssignment", "deleteAssignment"], withTeamsExtension, assignment("user")),
];

const entra = rowsOf("assignEntra", 201, assignment("user", [CLIENT]));

/** What is wrong with a body in which all else is right. */
const entraRefusals: readonly (readonly [when: string, Source, change: object, reply?: string])[] = [
  ["no principal type", "choice: principal types", { principalType: undefined }, required("PrincipalType")],
  ["no tenant", "choice: missing members of an assignment", { tenantId: undefined }, required("TenantId")],
  ["no client ids", "choice: missing members of an assignment", { clientIds: undefined }, required("ClientIds")],
  ["no client ids (empty)", "choice: empty clientIds", { clientIds: [] }],
  ["a resource account", "choice: principal types", { principalType: "resourceAccount" }],
  ["a tenant that is no GUID", MALFORMED, { tenantId: "contoso" }],
  ["a client id that is no GUID", MALFORMED, { clientIds: ["app"] }],
];

export const entraAssignmentCases: readonly OperationCase[] = [
  ...["user", "group", "tenant", "USER"].flatMap((principalType): OperationCase[] => {
    const source = principalType === "USER" ? "choice: principal types" : "specification";
    const reply = assignment(principalType.toLowerCase(), [CLIENT]);
    const row = entra.accepted(`a ${principalType}`, withEntra, source, { ...entraBody, principalType }, reply);
    return [
      { ...row, identity: "never created" },
      { ...row, when: `${row.when}, in the place of another`, status: 200 },
    ];
  }),
  ...entraRefusals.map(([when, source, change, reply]) => {
    const row = entra.refused(when, withEntra, source, { ...entraBody, ...change }, reply);
    return reply === undefined ? row : early(row);
  }),
  ...readingAndWithdrawing(
    ["assignEntra", "getEntraAssignment", "deleteEntraAssignment"],
    withEntra,
    exactly(`{"objectId":"${GUID}","tenantId":"${TENANT}","principalType":"user","clientIds":\\["${GUID}"\\]}`),
  ),
];

/** What both kinds of assignments answer to the rest. */
function readingAndWithdrawing(
  [put, get, withdraw]: readonly [OperationKind, OperationKind, OperationKind],
  versions: readonly Version[],
  found: RegExp,
): OperationCase[] {
  const got = { operation: get, versions, body: "" };
  // Its status: documentation. Choice: unknown assignment.
  const notFound = { ...got, status: 404, reply: errorText("NotFound", "There is no such access assignment.") };
  const withdrawn = { operation: withdraw, versions, status: 204, reply: "" };
  return [
    { ...got, when: "it is there", source: "specification", status: 200, reply: found },
    { ...notFound, when: "it never was", source: "documentation", identity: "never created" },
    { ...notFound, when: "it is withdrawn", source: "documentation", identity: "deleted" },
    { ...withdrawn, when: "it is there", source: "specification" },
    { ...withdrawn, when: "it never was", source: "choice: deleting twice", identity: "never created" },
    { ...withdrawn, when: "it is withdrawn", source: "choice: deleting twice", identity: "deleted" },
    ...[put, get, withdraw].map((operation): OperationCase => ({
      operation,
      when: "the object id is no GUID",
      versions,
      source: MALFORMED,
      identity: "malformed",
      body: entraBody,
      status: 400,
      reply: errorText("ValidationError", "objectId must be a GUID.", "objectId"),
    })),
  ];
}

function required(field: string): string {
  return errorText("ValidationError", `${field}: The ${field} field is required.`, field);
}
