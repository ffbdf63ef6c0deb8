/**
 * Every error code of the HTTP contract, with its status and when it happens. The one home of this list: the README's
 * table and `openapi.json` are tested against it.
 */
export const ERRORS = {
  InvalidJson: { status: 400, when: "The body is not JSON in UTF-8." },
  InvalidRequest: {
    status: 400,
    when: "The body or the path is not what this endpoint accepts; `details` names each fault.",
  },
  InvalidIdentity: {
    status: 400,
    when: "The id in the path is not that of an ACS identity; the message says whose it is, if that can be told.",
  },
  MissingCredential: { status: 401, when: "Nobody is signed in: the request names no user." },
  InvalidCredential: { status: 401, when: "The user's access token or principal cannot be trusted." },
  ExpiredCredential: { status: 401, when: "The user's access token has expired." },
  WrongAudience: { status: 401, when: "The user's access token is meant for another API." },
  WrongIssuer: { status: 401, when: "The user's access token comes from an issuer that this service does not accept." },
  ScopeNotAllowed: {
    status: 403,
    when: "The request asks for a scope that `ACS_ALLOWED_SCOPES` (for users `MY_TOKEN_SCOPES`) does not allow, or that ACS refuses.",
  },
  ExpiryNotAllowed: {
    status: 403,
    when: "The request asks for a longer lifetime than `ACS_MAX_EXPIRES_IN_MINUTES` allows.",
  },
  TenantNotAllowed: {
    status: 403,
    when: "The request is to give Teams access to an account of a tenant that `TEAMS_ACCESS_TENANTS` does not list.",
  },
  Forbidden: { status: 403, when: "The user's access token lacks the scope or role that this service asks for." },
  IdentityNotFound: { status: 404, when: "The identity was deleted, is unknown, or belongs to another ACS resource." },
  AssignmentNotFound: { status: 404, when: "The account was given no Teams access, or it was taken back." },
  IdentityMoved: {
    status: 409,
    when: "The user's identity belongs to another ACS resource, which this service cannot reach; nothing was done.",
  },
  RequestTooLarge: { status: 413, when: "The body is larger than 16 KiB." },
  UnsupportedMediaType: { status: 415, when: "The body was not sent as `application/json` in UTF-8." },
  TooManyRequests: {
    status: 429,
    when: "ACS is throttling, or one user or all users together ask too often; wait as long as `Retry-After` says.",
  },
  InternalError: { status: 500, when: "This service failed; the log has the cause under the request id." },
  Misconfigured: {
    status: 500,
    when: "A setting, or the secret that it names, cannot be used; holders of a function key are told which one.",
  },
  UpstreamRejected: {
    status: 502,
    when: "ACS, Key Vault or Table Storage refuses this service: its credential, subscription, network or clock; holders of a function key are told which.",
  },
  UpstreamUnavailable: {
    status: 503,
    when: "ACS, Key Vault, Table Storage or an issuer's keys cannot be reached; wait as long as `Retry-After` says.",
  },
  ServerBusy: {
    status: 503,
    when: "This instance is too busy, or shutting down; wait as long as `Retry-After` says.",
  },
  UpstreamTimeout: { status: 504, when: "ACS did not answer in time." },
} as const satisfies Record<string, { status: number; when: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** The codes in `error.details`, beside the codes above. */
export type FieldErrorCode = ErrorCode | "UnknownField" | "InvalidValue";

/** What is wrong with one part of a request. `target` is where that is: `id`, `tenantId` or `objectId` in the path, `body`, or a path into the body such as `scopes[1]`. */
export interface FieldError {
  code: FieldErrorCode;
  target: string;
  message: string;
}

interface ApiErrorOptions {
  details?: readonly FieldError[];
  /** Whole seconds for the `Retry-After` header. */
  retryAfterSeconds?: number;
  /** The `WWW-Authenticate` header of a 401 or 403 (RFC 6750). */
  wwwAuthenticate?: string;
  /** What went wrong behind the message: for the log, never for the caller. */
  cause?: unknown;
}

/** A failure with a public face: `code` and `message` go to the caller, `cause` only to the log. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly details: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;
  readonly wwwAuthenticate: string | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ApiErrorOptions = {},
  ) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.details = options.details ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.wwwAuthenticate = options.wwwAuthenticate;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** What callers are told where only the log knows more. */
export const SERVICE_FAILED = "This service failed; report the request id to its operator.";

/** Of what went wrong only the log tells. */
export function internalError(cause: unknown): ApiError {
  return new ApiError("InternalError", SERVICE_FAILED, { cause });
}
