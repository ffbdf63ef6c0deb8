import type { Clock } from "../../../shared/clock";
import type { EntraTokens, RoleAccess } from "../entraTokens";
import type { HttpResponse } from "../http/http";
import type { JwtKey } from "../jwt";
import type { Store } from "../store/Store";
import type { ApiVersion } from "./apiVersions";
import type { RateLimits } from "./RateLimits";

/** What the operations of the identity service work with. */
export interface AcsContext {
  /** Immutable id of the Communication Services resource; part of every identity. */
  readonly resourceId: string;
  readonly store: Store;
  /** The emulator's time, which can be moved: that of identities and tokens. */
  readonly clock: Clock;
  /** The time that clients see too: what they date their requests with is compared with this. */
  readonly wallClock: Clock;
  readonly randomBytes: (size: number) => Buffer;
  readonly newIdentityId: () => string;
  /** Signs the access tokens. */
  readonly tokenKey: JwtKey;
  readonly entraTokens: EntraTokens;
  /** Whether the managed identity has the role that lets it call this service. */
  readonly access: RoleAccess;
  readonly retirement: Retirement;
  /** Absent: there are none. */
  readonly rateLimits?: RateLimits | undefined;
}

/** Whether 30 September 2028 has come, when ACS retires chat among others. Its clock has no part in that. */
export interface Retirement {
  isPast: boolean;
}

/** One call of an operation. */
export interface OperationCall {
  readonly version: ApiVersion;
  /** What stands in the path for the placeholders of the route's, in their order. */
  readonly pathValues: readonly string[];
  readonly body: Buffer;
  /** The token in `Authorization`, whoever it is of. */
  readonly bearer: string | undefined;
  /** By what right it comes, see `authenticate`. */
  readonly credential: string;
}

/** An operation of the identity service: its successful reply. @throws AcsError */
export type Operation = (call: OperationCall, context: AcsContext) => Promise<HttpResponse>;
