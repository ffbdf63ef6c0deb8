import { randomUUID } from "node:crypto";
import { wellKnown } from "../../tools/emulator/index";
import { assignmentCases, entraAssignmentCases } from "./cases/assignments";
import { changeCases } from "./cases/changes";
import { createCases } from "./cases/create";
import { exchangeCases } from "./cases/exchange";
import { issueCases } from "./cases/issue";
import type { IdentityKind, OperationCase } from "./cases/OperationCase";
import { ownershipCases } from "./cases/ownership";
import {
  allVersions,
  callOf,
  entraAssignments,
  type OperationKind,
  operations,
  PREVIEW2,
  teams,
  teamsAssignments,
  TENANT,
  type Version,
  withDetails,
  withEntra,
  withTeamsExtension,
} from "./support/calls";
import type { Reply } from "./support/send";
import { TestEmulator } from "./support/TestEmulator";

const cases = [
  ...createCases,
  ...issueCases,
  ...changeCases,
  ...ownershipCases,
  ...exchangeCases,
  ...assignmentCases,
  ...entraAssignmentCases,
];
const DETAILS = "2025-03-02-preview";
const ZEROS = "00000000-0000-0000-0000-000000000000";

const running = TestEmulator.forAll({}, { keepAlive: true });

async function deletedIdentity(): Promise<string> {
  const id = await running.newIdentity();
  await running.call("delete", PREVIEW2, id);
  return id;
}

const identityOf: Readonly<Record<IdentityKind, () => Promise<string>>> = {
  own: () => running.newIdentity(),
  deleted: deletedIdentity,
  foreign: () => Promise.resolve(`8:acs:${ZEROS}_${ZEROS}`),
  "never created": () => Promise.resolve(`8:acs:${wellKnown.resourceId}_${ZEROS}`),
  malformed: () => Promise.resolve(`8:acs:${wellKnown.resourceId}_nobody`),
  "in capitals": async () => (await running.newIdentity()).toUpperCase(),
};

/** An object id with an assignment of each kind. */
async function assigned(): Promise<string> {
  const id = randomUUID();
  await running.call("assign", DETAILS, id, { principalType: "user" });
  await running.call("assignEntra", DETAILS, id, {
    principalType: "user",
    tenantId: TENANT,
    clientIds: [randomUUID()],
  });
  return id;
}

async function noLongerAssigned(): Promise<string> {
  const id = await assigned();
  await running.call("deleteAssignment", DETAILS, id);
  await running.call("deleteEntraAssignment", DETAILS, id);
  return id;
}

const assigneeOf: Readonly<Record<IdentityKind, () => Promise<string>>> = {
  own: assigned,
  deleted: noLongerAssigned,
  foreign: () => running.newIdentity(),
  "never created": () => Promise.resolve(randomUUID()),
  malformed: () => Promise.resolve("nobody"),
  "in capitals": async () => (await assigned()).toUpperCase(),
};

async function send({ operation, identity = "own", body = "" }: OperationCase, version: Version): Promise<Reply> {
  const kinds = [...teamsAssignments, ...entraAssignments].includes(operation) ? assigneeOf : identityOf;
  const { method, path } = callOf(operation, version, await kinds[identity]());
  return running.acsText(method, path, typeof body === "string" ? body : JSON.stringify(body));
}

const rows = cases.flatMap((row) => row.versions.map((version) => ({ ...row, version })));

describe.each(operations)("%s", (operation) => {
  const own = rows.filter((row) => row.operation === operation);

  test.each(own)("answers in $version, when there is $when, with $status ($source)", async (row) => {
    const reply = await send(row, row.version);
    expect(reply.status).toBe(row.status);
    if (typeof row.reply === "string") {
      expect(reply.body).toBe(row.reply);
    } else {
      expect(reply.body).toMatch(row.reply);
    }
    expect(contentHeaders(reply)).toEqual(expectedContentHeaders(row.status));
    expect(reply.headers["api-supported-versions"]).toBe(row.early ? undefined : supportedVersions(row));
  });
});

function contentHeaders({ headers }: Reply): (string | undefined)[] {
  return [headers["content-type"], headers["transfer-encoding"]];
}

/** Recorded: errors name no charset and are chunked; a 204 has neither. */
function expectedContentHeaders(status: number): (string | undefined)[] {
  if (status === 204) {
    return [undefined, undefined];
  }
  return status < 300 ? ["application/json; charset=utf-8", undefined] : ["application/json", "chunked"];
}

/** The Teams exchange names its own (recorded in October 2023); so do the assignments (choice: supported versions of assignments). */
function supportedVersions({ operation }: OperationCase): string {
  const parts: (readonly [readonly OperationKind[], readonly Version[]])[] = [
    [["exchange"], teams],
    [teamsAssignments, withTeamsExtension],
    [entraAssignments, withEntra],
  ];
  const [, versions = allVersions] = parts.find(([part]) => part.includes(operation)) ?? [];
  return versions.join(", ");
}

const servedIn: Readonly<Record<OperationKind, readonly Version[]>> = {
  create: allVersions,
  get: withDetails,
  issue: allVersions,
  revoke: allVersions,
  delete: allVersions,
  exchange: teams,
  assign: withTeamsExtension,
  getAssignment: withTeamsExtension,
  deleteAssignment: withTeamsExtension,
  assignEntra: withEntra,
  getEntraAssignment: withEntra,
  deleteEntraAssignment: withEntra,
};

/** Its body is not looked at, and it names no identity. */
const neverRefused = `create ${PREVIEW2}`;

test.each(operations)("%s: the table has a success and a refusal for every version that has it", (operation) => {
  for (const version of servedIn[operation]) {
    const found = rows.filter((row) => row.operation === operation && row.version === version);
    const [succeeds, fails] = [found.some(({ status }) => status < 300), found.some(({ status }) => status >= 400)];
    const name = `${operation} ${version}`;
    expect([name, succeeds, fails]).toEqual([name, true, name !== neverRefused]);
  }
});
