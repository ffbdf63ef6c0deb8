import type { HttpMethod, HttpRequest } from "@azure/functions";
import type { Caller } from "../callers/Caller";
import type { Deadline } from "../deadline";
import type { ErrorCode } from "../errors";
import type { Services } from "../services";
import type { UserServices } from "../users";
import type { Reply } from "./replies";

/** What is the same for each operation of the API: the registration, openapi.json and README's table are made of it. */
export interface OperationRecord {
  /** The function's name. */
  readonly name: string;
  /** The first is the operation's own; HEAD beside it is answered as GET, without a body. */
  readonly methods: readonly [HttpMethod, ...HttpMethod[]];
  /** Below `/api/`; `{id}` is an identity, `{tenantId}` and `{objectId}` an account of Microsoft Entra. */
  readonly route: string;
  /** The setting without which the operation is not there; what users call is not there without USER_AUTH, either. */
  readonly offeredWith?: "TEAMS_CLIENT_ID" | "TEAMS_ACCESS_TENANTS";
  readonly summary: string;
  /** What a caller should know beside the summary. */
  readonly description: string;
  /** The name of its schema in openapi.json. */
  readonly requestBody?: "CreateIdentityRequest" | "IssueTokenRequest" | "TeamsTokenRequest" | "TeamsAccessRequest";
  readonly isBodyOptional?: true;
  readonly success: Outcome<200 | 201 | 204>;
  /** Another reply that is no error of this API. */
  readonly otherwise?: Outcome<200 | 503>;
  /** Beside those that come with its access, its body and an id in its route. */
  readonly errors: readonly ErrorCode[];
}

interface Outcome<Status> {
  readonly status: Status;
  readonly description: string;
  /** The name of the body's schema in openapi.json. */
  readonly schema?:
    "IdentityReply" | "TokenReply" | "TeamsTokenReply" | "TeamsAccessReply" | "HealthReply" | "OpenApiDocument";
}

/** A request that is being answered. */
export interface Call {
  readonly request: HttpRequest;
  readonly deadline: Deadline;
}

export interface UserCall extends Call {
  readonly caller: Caller;
}

/** An operation for whoever has a function key, which the Functions host asks for. */
export interface KeyHolderOperation<Needs> extends OperationRecord {
  readonly access: "keyHolders";
  readonly steps: (call: Call, services: Needs) => Promise<Reply>;
}

/** An operation for signed-in users. */
export interface UserOperation<Needs> extends OperationRecord {
  readonly access: "users";
  readonly steps: (call: UserCall, services: Needs) => Promise<Reply>;
}

export interface OpenOperation extends OperationRecord {
  readonly access: "anybody";
  readonly steps: (call: Call) => Promise<Reply>;
}

export type Operation = KeyHolderOperation<Services> | UserOperation<UserServices> | OpenOperation;

/** What the policy on tokens refuses. */
export const POLICY_ERRORS = ["ScopeNotAllowed", "ExpiryNotAllowed"] as const;

/** What any call that reaches ACS can end with. */
export const UPSTREAM_ERRORS = [
  "TooManyRequests",
  "InternalError",
  "Misconfigured",
  "UpstreamRejected",
  "UpstreamUnavailable",
  "ServerBusy",
  "UpstreamTimeout",
] as const;
