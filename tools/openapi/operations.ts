import type { ErrorCode } from "../../shared/errors";

/** One operation as `openapi.json` tells it. */
export interface Operation {
  /** The function's name. */
  id: string;
  method: "get" | "post" | "delete";
  path: string;
  /** Whether HEAD is answered, too: as GET, without a body. */
  alsoHead?: boolean;
  summary: string;
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
  schema?: "IdentityReply" | "TokenReply" | "TeamsTokenReply" | "HealthReply";
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
const USER_ERRORS = [
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
    summary: "Create an identity; when the body names scopes, with its first access token.",
    requestBody: "CreateIdentityRequest",
    isBodyOptional: true,
    success: { status: 201, description: "The identity, and the token if one was asked for.", schema: "IdentityReply" },
    callers: "keyHolders",
    errors: [...BODY_ERRORS, ...POLICY_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "IssueToken",
    method: "post",
    path: "/identities/{id}/tokens",
    summary: "Issue or refresh an access token. Tokens issued before stay valid.",
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
    summary: "Revoke every access token of an identity. New ones can be issued.",
    success: { status: 204, description: "The tokens are revoked." },
    callers: "keyHolders",
    errors: [...ID_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "DeleteIdentity",
    method: "delete",
    path: "/identities/{id}",
    summary: "Delete an identity and all its access tokens.",
    success: { status: 204, description: "The identity is gone." },
    callers: "keyHolders",
    errors: [...ID_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "IssueMyToken",
    method: "post",
    path: "/me/tokens",
    summary: "Issue or refresh an access token for the signed-in user's own identity, which the first call creates.",
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
    summary: "The same without a body, as the ACS samples for Android and iOS ask.",
    success: { status: 200, description: "The token and when it expires.", schema: "TokenReply" },
    callers: "users",
    errors: [...USER_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "RevokeMyTokens",
    method: "delete",
    path: "/me/tokens",
    summary: "Sign the user out everywhere: revoke every access token of the user's identity.",
    success: { status: 204, description: "The tokens are revoked." },
    callers: "users",
    errors: [...USER_ERRORS, "IdentityMoved", ...UPSTREAM_ERRORS],
  },
  {
    id: "DeleteMyIdentity",
    method: "delete",
    path: "/me",
    summary: "Delete the signed-in user's identity. The next token is for a new one.",
    success: { status: 204, description: "The identity is gone." },
    callers: "users",
    errors: [...USER_ERRORS, "IdentityMoved", ...UPSTREAM_ERRORS],
  },
  {
    id: "ExchangeTeamsToken",
    method: "post",
    path: "/me/teams-tokens",
    summary:
      "Exchange the signed-in Teams user's Entra token for one with which that user calls and chats through ACS.",
    requestBody: "TeamsTokenRequest",
    success: { status: 200, description: "The token and when it expires.", schema: "TeamsTokenReply" },
    callers: "users",
    errors: [...USER_ERRORS, ...BODY_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "OpenApi",
    method: "get",
    path: "/openapi.json",
    summary: "This description.",
    success: { status: 200, description: "An OpenAPI 3.1 document." },
    callers: "anybody",
    errors: ["Misconfigured"],
  },
  {
    id: "Health",
    method: "get",
    path: "/health",
    alsoHead: true,
    summary: "Tell whether this instance can do its work: a probe by the status, an operator by the body.",
    success: { status: 200, description: "Callers are served.", schema: "HealthReply" },
    otherwise: { status: 503, description: "Callers get errors.", schema: "HealthReply" },
    callers: "keyHolders",
    errors: ["Misconfigured"],
  },
];
