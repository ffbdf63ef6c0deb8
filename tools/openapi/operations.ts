import type { ErrorCode } from "../../shared/errors";

/** One operation as `openapi.json` tells it. */
export interface Operation {
  /** The function's name. */
  id: string;
  method: "get" | "post" | "delete";
  path: string;
  /** Whether HEAD is answered, too: as GET, without a body. */
  alsoHead?: boolean;
  tag: "identities" | "me" | "service";
  summary: string;
  /** What a caller should know beside the summary. */
  description: string;
  /** Names of schemas in `schemas.ts`. */
  requestBody?: "CreateIdentityRequest" | "IssueTokenRequest" | "TeamsTokenRequest";
  /** Whether the body may be left out. */
  isBodyOptional?: boolean;
  success: Outcome<200 | 201 | 204>;
  /** A reply that is no success, and no error of this API either. */
  otherwise?: Outcome<503>;
  /** Who may call: whoever has a function key, which the host asks for; a signed-in user; anybody. */
  callers: "keyHolders" | "users" | "anybody";
  errors: readonly ErrorCode[];
}

interface Outcome<Status> {
  status: Status;
  description: string;
  schema?: "IdentityReply" | "TokenReply" | "TeamsTokenReply" | "HealthReply" | "OpenApiDocument";
}

/** What any call that reaches ACS can end with. */
const UPSTREAM_ERRORS = [
  "TooManyRequests",
  "InternalError",
  "Misconfigured",
  "UpstreamRejected",
  "UpstreamUnavailable",
  "ServerBusy",
  "UpstreamTimeout",
] as const;

const BODY_ERRORS = ["InvalidJson", "InvalidRequest", "RequestTooLarge", "UnsupportedMediaType"] as const;
const POLICY_ERRORS = ["ScopeNotAllowed", "ExpiryNotAllowed"] as const;
/** What is told of a request that names no user, or whose credential does not let it in. */
export const USER_ERRORS = [
  "MissingCredential",
  "InvalidCredential",
  "ExpiredCredential",
  "WrongAudience",
  "WrongIssuer",
  "Forbidden",
] as const;
const ID_ERRORS = ["InvalidIdentity", "IdentityNotFound"] as const;

export const OPERATIONS: readonly Operation[] = [
  {
    id: "CreateIdentity",
    method: "post",
    path: "/identities",
    tag: "identities",
    summary: "Create an identity, if you like with its first access token.",
    description:
      "Keep the id that comes back with your user: nobody else knows whose identity it is. With `scopes` in the body a first token is issued in the same call. When a reply is lost, the identity may exist all the same; call again, and use the one whose id you get.",
    requestBody: "CreateIdentityRequest",
    isBodyOptional: true,
    success: {
      status: 201,
      description: "The new identity, with a token if the body named scopes.",
      schema: "IdentityReply",
    },
    callers: "keyHolders",
    errors: [...BODY_ERRORS, ...POLICY_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "IssueToken",
    method: "post",
    path: "/identities/{id}/tokens",
    tag: "identities",
    summary: "Issue an access token for an identity.",
    description:
      "Call it again at `refreshOn` for the next token. Tokens that were issued before stay valid until they expire or are revoked.",
    requestBody: "IssueTokenRequest",
    isBodyOptional: true,
    success: { status: 200, description: "The token and when it expires.", schema: "TokenReply" },
    callers: "keyHolders",
    errors: [...BODY_ERRORS, ...ID_ERRORS, ...POLICY_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "RevokeTokens",
    method: "delete",
    path: "/identities/{id}/tokens",
    tag: "identities",
    summary: "Revoke all access tokens of an identity.",
    description:
      "The identity stays, and new tokens can be issued for it. ACS may accept a revoked token for up to 15 minutes. Repeating the call does no harm.",
    success: { status: 204, description: "The tokens are revoked." },
    callers: "keyHolders",
    errors: [...ID_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "DeleteIdentity",
    method: "delete",
    path: "/identities/{id}",
    tag: "identities",
    summary: "Delete an identity and revoke all its access tokens.",
    description:
      "This cannot be undone. ACS deletes the identity's chat messages as well. When a reply is lost, call again: 204 and 404 `IdentityNotFound` then both mean that it is deleted.",
    success: { status: 204, description: "The identity is deleted." },
    callers: "keyHolders",
    errors: [...ID_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "IssueMyToken",
    method: "post",
    path: "/me/tokens",
    tag: "me",
    summary: "Issue an access token for the signed-in user's own identity.",
    description:
      "The user's first call creates the identity. Call it again at `refreshOn` for the next token. Tokens that were issued before stay valid until they expire or are revoked.",
    requestBody: "IssueTokenRequest",
    isBodyOptional: true,
    success: { status: 200, description: "The token and when it expires.", schema: "TokenReply" },
    callers: "users",
    errors: [...USER_ERRORS, ...BODY_ERRORS, ...POLICY_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "GetMyToken",
    method: "get",
    path: "/me/token",
    tag: "me",
    summary: "Issue an access token for the signed-in user's own identity, without a request body.",
    description: "The same as IssueMyToken without a body, as the ACS samples for Android and iOS ask for it.",
    success: { status: 200, description: "The token and when it expires.", schema: "TokenReply" },
    callers: "users",
    errors: [...USER_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "RevokeMyTokens",
    method: "delete",
    path: "/me/tokens",
    tag: "me",
    summary: "Sign the user out everywhere: revoke all access tokens of the user's identity.",
    description:
      "The identity stays, and the user can get new tokens for it. ACS may accept a revoked token for up to 15 minutes. For a user who has no identity there is nothing to do, which is a success as well.",
    success: { status: 204, description: "The tokens are revoked." },
    callers: "users",
    errors: [...USER_ERRORS, "IdentityMoved", ...UPSTREAM_ERRORS],
  },
  {
    id: "DeleteMyIdentity",
    method: "delete",
    path: "/me",
    tag: "me",
    summary: "Delete the signed-in user's identity and revoke all its access tokens.",
    description:
      "This cannot be undone. ACS deletes the identity's chat messages as well. The user's next token is for a new identity. For a user who has no identity there is nothing to do, which is a success as well.",
    success: { status: 204, description: "The identity is deleted." },
    callers: "users",
    errors: [...USER_ERRORS, "IdentityMoved", ...UPSTREAM_ERRORS],
  },
  {
    id: "ExchangeTeamsToken",
    method: "post",
    path: "/me/teams-tokens",
    tag: "me",
    summary: "Exchange the signed-in Teams user's Entra token for an ACS access token.",
    description: "With that access token the user calls and chats through ACS as the Teams user they are.",
    requestBody: "TeamsTokenRequest",
    success: { status: 200, description: "The token and when it expires.", schema: "TeamsTokenReply" },
    callers: "users",
    errors: [...USER_ERRORS, ...BODY_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "OpenApi",
    method: "get",
    path: "/openapi.json",
    tag: "service",
    summary: "Get this description.",
    description: "Open to all, unless Azure itself asks for a sign-in.",
    success: { status: 200, description: "An OpenAPI 3.1 document.", schema: "OpenApiDocument" },
    callers: "anybody",
    errors: ["Misconfigured"],
  },
  {
    id: "Health",
    method: "get",
    path: "/health",
    alsoHead: true,
    tag: "service",
    summary: "Tell whether this instance can do its work.",
    description:
      "A probe reads the status, an operator the body. The 503 is a report like the 200, not an error: it has the same body and no `x-ms-error-code`.",
    success: { status: 200, description: "Callers are served.", schema: "HealthReply" },
    otherwise: { status: 503, description: "Callers get errors.", schema: "HealthReply" },
    callers: "keyHolders",
    errors: ["Misconfigured"],
  },
];
