import { TENANT, withTeamsExtension } from "../support/calls";
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
const objectIdMalformed = errorText("ValidationError", "objectId must be a GUID.", "objectId");

const { accepted: put, refused } = rowsOf("assign", 201, assignment("user"));
const principalMissing = errorText(
  "ValidationError",
  "PrincipalType: The PrincipalType field is required.",
  "PrincipalType",
);

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
    return early(refused(when, withTeamsExtension, "choice: principal types", body, principalMissing));
  }),
  refused("an unknown principal type", withTeamsExtension, "choice: principal types", { principalType: "group" }),
  refused("a client id that is no GUID", withTeamsExtension, MALFORMED, { principalType: "user", clientIds: ["app"] }),
  refused("no client ids (empty)", withTeamsExtension, "choice: empty clientIds", {
    principalType: "user",
    clientIds: [],
  }),
  { ...got("it is there", "specification"), status: 200, reply: assignment("user") },
  { ...got("it never was", "documentation"), identity: "never created" },
  { ...got("it is withdrawn", "documentation"), identity: "deleted" },
  deleted("it is there", "specification"),
  { ...deleted("it never was", "choice: deleting twice"), identity: "never created" },
  { ...deleted("it is withdrawn", "choice: deleting twice"), identity: "deleted" },
  ...(["assign", "getAssignment", "deleteAssignment"] as const).map((operation): OperationCase => ({
    ...refused("the object id is no GUID", withTeamsExtension, MALFORMED, { principalType: "user" }, objectIdMalformed),
    operation,
    identity: "malformed",
  })),
];

function got(when: string, source: Source): OperationCase {
  // The status: documentation. Choice: unknown assignment.
  const reply = errorText("NotFound", "There is no such access assignment.");
  return { operation: "getAssignment", when, versions: withTeamsExtension, source, status: 404, reply };
}

function deleted(when: string, source: Source): OperationCase {
  return { operation: "deleteAssignment", when, versions: withTeamsExtension, source, status: 204, reply: "" };
}
