import type { Clock } from "../../../shared/clock";
import type { JwtKey } from "../jwt/JwtKey";
import type { EntraTokens } from "../managedIdentity/EntraTokens";
import type { Store } from "../store/Store";
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
  /** Absent: there are none. */
  readonly rateLimits?: RateLimits | undefined;
}
