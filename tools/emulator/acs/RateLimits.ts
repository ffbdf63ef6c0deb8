import type { Clock } from "../../../shared/clock";

/** Requests per resource in {@link WINDOW_MS} (documentation: "Service limits for Azure Communication Services"). */
export const RATE_LIMITS = {
  createIdentity: 1000,
  createIdentityAndToken: 1000,
  deleteIdentity: 500,
  issueAccessToken: 1000,
  revokeAccessTokens: 500,
  exchangeTeamsUserToken: 500,
} as const;

/** What the documentation gives a rate for: the operations, and creating an identity together with a token. */
export type LimitedOperation = keyof typeof RATE_LIMITS;

export function isLimited(operation: string): operation is LimitedOperation {
  return operation in RATE_LIMITS;
}

export const WINDOW_MS = 30_000;

interface Window {
  readonly endsAt: number;
  readonly count: number;
}

/** Counts the requests of each operation in windows that begin with their first request (our choice). */
export class RateLimits {
  readonly #clock: Clock;
  readonly #windows = new Map<LimitedOperation, Window>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a request, or gives the whole seconds after which it would be let in. */
  take(operation: LimitedOperation): number | undefined {
    const now = this.#clock.monotonic();
    const before = this.#windows.get(operation);
    const window = before && before.endsAt > now ? before : { endsAt: now + WINDOW_MS, count: 0 };
    if (window.count >= RATE_LIMITS[operation]) {
      return Math.ceil((window.endsAt - now) / 1000);
    }
    this.#windows.set(operation, { ...window, count: window.count + 1 });
    return undefined;
  }

  reset(): void {
    this.#windows.clear();
  }
}
