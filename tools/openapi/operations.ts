import { operations as issueToken } from "../../IssueToken/operations";
import { operations as manageIdentity } from "../../ManageIdentity/operations";
import { operations as manageTeamsAccess } from "../../ManageTeamsAccess/operations";
import { operations as revokeTokens } from "../../RevokeTokens/operations";
import { operations as service } from "../../Service/operations";
import type { Operation as Registered, OperationRecord } from "../../shared/http/operation";

/** An operation as `openapi.json` describes it, with all of its errors. */
export interface Operation extends OperationRecord {
  access: Registered["access"];
  /** The first of its methods, of which the other can only be HEAD. */
  method: string;
  path: string;
  tag: (typeof TAGS)[number];
}

/** What a request is told that names no user, or whose credential does not let it in. */
export const USER_ERRORS = [
  "MissingCredential",
  "InvalidCredential",
  "ExpiredCredential",
  "WrongAudience",
  "WrongIssuer",
  "Forbidden",
] as const;
const BODY_ERRORS = ["InvalidJson", "InvalidRequest", "RequestTooLarge", "UnsupportedMediaType"] as const;
const ID_ERRORS = ["InvalidIdentity", "IdentityNotFound"] as const;

const TAGS = ["identities", "me", "teams-access", "service"] as const;
/** What becomes of an identity, in this order. */
const LIFE = ["Create", "Issue", "Put", "Get", "Revoke", "Delete", "Exchange"];

const REGISTERED: readonly Registered[] = [
  ...manageIdentity,
  ...issueToken,
  ...revokeTokens,
  ...manageTeamsAccess,
  ...service,
];

/** All operations, in the order in which they are described. */
export const OPERATIONS: readonly Operation[] = REGISTERED.map(describe).sort(
  (a, b) => TAGS.indexOf(a.tag) - TAGS.indexOf(b.tag) || placeInLife(a.name) - placeInLife(b.name),
);

function describe(operation: Registered): Operation {
  const {
    methods: [method],
    route,
    access,
    requestBody,
  } = operation;
  const errors = [
    ...(access === "users" ? USER_ERRORS : []),
    ...(requestBody ? BODY_ERRORS : []),
    ...(route.includes("{id}") ? ID_ERRORS : []),
    ...operation.errors,
  ];
  const tag = TAGS.find((name) => name === route.split("/")[0]) ?? "service";
  return { ...operation, method, path: `/${route}`, tag, errors };
}

function placeInLife(name: string): number {
  return LIFE.findIndex((verb) => name.startsWith(verb));
}
