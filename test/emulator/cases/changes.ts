import { allVersions, current, PREVIEW2, withDetails } from "../support/calls";
import { anyValidationError, exactly, ID, type OperationCase } from "./OperationCase";

/** What the operations without much of a body answer: revoke, delete, get. */
export const changeCases: readonly OperationCase[] = [
  { operation: "revoke", when: "no body", versions: current, source: "recording", status: 204, reply: "" },
  {
    operation: "revoke",
    when: "an empty body",
    versions: [PREVIEW2],
    source: "recording",
    body: {},
    status: 204,
    reply: "",
  },
  {
    operation: "revoke",
    when: "tokensValidFrom",
    versions: [PREVIEW2],
    source: "recording",
    body: { tokensValidFrom: "2020-10-10T00:00:00.000Z" },
    status: 204,
    reply: "",
  },
  ...["{", [], { tokensValidFrom: "soon" }, { tokensValidFrom: 1 }].map((body): OperationCase => ({
    operation: "revoke",
    when: `the body ${JSON.stringify(body)}`,
    versions: [PREVIEW2],
    source: "choice: unreadable body",
    body,
    status: 400,
    reply: anyValidationError,
    early: true,
  })),
  { operation: "delete", when: "it is there", versions: allVersions, source: "recording", status: 204, reply: "" },
  {
    operation: "delete",
    when: "it is deleted",
    versions: allVersions,
    source: "choice: deleting twice",
    identity: "deleted",
    status: 204,
    reply: "",
  },
  {
    operation: "get",
    when: "it is there",
    versions: withDetails,
    source: "specification",
    status: 200,
    reply: exactly(`{"id":"${ID}"}`),
  },
];
