import type { ErrorCode } from "../../shared/errors";

/** One operation as `openapi.json` tells it. */
export interface Operation {
  /** The function's name. */
  id: string;
  method: "get" | "post" | "delete";
  path: string;
  summary: string;
  /** Names of schemas in `schemas.ts`. */
  requestBody?: "CreateIdentityRequest" | "IssueTokenRequest";
  success: { status: 200 | 201 | 204; description: string; schema?: "IdentityReply" | "TokenReply" };
  /** Whether the host asks for a function key. */
  isKeyProtected: boolean;
  errors: readonly ErrorCode[];
}

/** What any call that reaches ACS can end with. */
const UPSTREAM_ERRORS = [
  "TooManyRequests",
  "InternalError",
  "Misconfigured",
  "UpstreamRejected",
  "UpstreamUnavailable",
  "UpstreamTimeout",
] as const;

const BODY_ERRORS = ["InvalidJson", "InvalidRequest", "RequestTooLarge", "UnsupportedMediaType"] as const;
const POLICY_ERRORS = ["ScopeNotAllowed", "ExpiryNotAllowed"] as const;
const ID_ERRORS = ["InvalidIdentity", "IdentityNotFound"] as const;

export const OPERATIONS: readonly Operation[] = [
  {
    id: "CreateIdentity",
    method: "post",
    path: "/identities",
    summary: "Create an identity; when the body names scopes, with its first access token.",
    requestBody: "CreateIdentityRequest",
    success: { status: 201, description: "The identity, and the token if one was asked for.", schema: "IdentityReply" },
    isKeyProtected: true,
    errors: [...BODY_ERRORS, ...POLICY_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "IssueToken",
    method: "post",
    path: "/identities/{id}/tokens",
    summary: "Issue or refresh an access token. Tokens issued before stay valid.",
    requestBody: "IssueTokenRequest",
    success: { status: 200, description: "The token and when it expires.", schema: "TokenReply" },
    isKeyProtected: true,
    errors: [...BODY_ERRORS, ...ID_ERRORS, ...POLICY_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "RevokeTokens",
    method: "delete",
    path: "/identities/{id}/tokens",
    summary: "Revoke every access token of an identity. New ones can be issued.",
    success: { status: 204, description: "The tokens are revoked." },
    isKeyProtected: true,
    errors: [...ID_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "DeleteIdentity",
    method: "delete",
    path: "/identities/{id}",
    summary: "Delete an identity and all its access tokens.",
    success: { status: 204, description: "The identity is gone." },
    isKeyProtected: true,
    errors: [...ID_ERRORS, ...UPSTREAM_ERRORS],
  },
  {
    id: "OpenApi",
    method: "get",
    path: "/openapi.json",
    summary: "This description.",
    success: { status: 200, description: "An OpenAPI 3.1 document." },
    isKeyProtected: false,
    errors: [],
  },
];
