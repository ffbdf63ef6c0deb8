import { ApiError } from "../errors";
import { retryAfterForCallers, tryAgainIn } from "./replyHeaders";

/**
 * What a failed call to a service behind this one means to us.
 * - `credentialRefused`: it does not accept who we are;
 * - `forbidden`: it does not accept who we are, or the scopes that were asked for: its words leave open which;
 * - `apiVersionRefused`: it does not serve the version of its API that we speak; `advice` says what to do;
 * - `clockRefused`: it does not accept who we are, and our clock is why; `advice` says how far it is off;
 * - `notOffered`: it does not offer us what was asked for; `advice` says what to do;
 * - `networkRefused`: it does not let us in from where we are;
 * - `noCredential`: it was not called, since there is nobody as whom to call it; `advice` says what to do;
 * - `notFound`: it does not know what we asked about;
 * - `throttled`: it asks us to come back later;
 * - `unavailable`: it could not be reached, or it is in trouble: a 5xx, or a success that makes no sense;
 * - `timedOut`: it did not answer in time;
 * - `quotaSpent`: it was not called, since those who ask have had their share of what it grants;
 * - `overloaded`: it was not called, since as many calls as it can take are under way or waiting;
 * - `inputRefused`: it refuses what the caller of this service sent, at `target`;
 * - `scopesRefused`: it gives no token with the scopes that were asked for;
 * - `unexpected`: it refuses what we should not have asked.
 */
export type UpstreamFailureKind =
  | "credentialRefused"
  | "forbidden"
  | "apiVersionRefused"
  | "clockRefused"
  | "notOffered"
  | "networkRefused"
  | "noCredential"
  | "notFound"
  | "throttled"
  | "unavailable"
  | "timedOut"
  | "quotaSpent"
  | "overloaded"
  | "inputRefused"
  | "scopesRefused"
  | "unexpected";

interface UpstreamFailureOptions {
  /** How long the service asked us to wait. */
  retryAfterSeconds?: number | undefined;
  /** False only when the service cannot have acted on the call. */
  mayHaveActed: boolean;
  /** What of the input is refused, in the service's own words. */
  target?: string | undefined;
  /** What the operator has to do. */
  advice?: string | undefined;
  /** Who failed, where it is not the service that was to be called. */
  source?: "managedIdentity" | undefined;
  cause: unknown;
}

/** A failed call to ACS or Key Vault, in the terms in which it is decided what to do about it. */
export class UpstreamFailure extends Error {
  override readonly name = "UpstreamFailure";
  readonly retryAfterSeconds: number | undefined;
  readonly mayHaveActed: boolean;
  readonly target: string | undefined;
  readonly advice: string | undefined;
  readonly source: "managedIdentity" | undefined;

  constructor(
    readonly kind: UpstreamFailureKind,
    options: UpstreamFailureOptions,
  ) {
    super(kind, { cause: options.cause });
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.mayHaveActed = options.mayHaveActed;
    this.target = options.target;
    this.advice = options.advice;
    this.source = options.source;
  }

  /** The same failure of a call whose earlier tries may have acted. */
  afterUncertainTries(): UpstreamFailure {
    const { kind, retryAfterSeconds, target, advice, source, cause } = this;
    return this.mayHaveActed
      ? this
      : new UpstreamFailure(kind, { retryAfterSeconds, mayHaveActed: true, target, advice, source, cause });
  }
}

/** A call that was not made, to whichever service: this instance has its hands full. */
export function serverBusy(failure: UpstreamFailure): ApiError {
  const retryAfterSeconds = retryAfterForCallers(failure.retryAfterSeconds);
  return new ApiError("ServerBusy", `This service is too busy; ${tryAgainIn(retryAfterSeconds)}.`, {
    retryAfterSeconds,
    cause: failure,
  });
}

/** What upstreamUnavailable names. */
type Service = "Key Vault" | "Table Storage" | "The service that gives this app's identity its tokens";

/** `service`, or the managed identity on the way to it, serves nobody for now. */
export function upstreamUnavailable(service: Service, failure: UpstreamFailure): ApiError {
  const retryAfterSeconds = retryAfterForCallers(failure.retryAfterSeconds);
  const message = `${whyUnavailable(service, failure)}; ${tryAgainIn(retryAfterSeconds)}.`;
  return new ApiError("UpstreamUnavailable", message, { retryAfterSeconds, cause: failure });
}

function whyUnavailable(service: string, { kind, source }: UpstreamFailure): string {
  if (source === "managedIdentity") {
    return "The service that gives this app's managed identity its tokens is throttling requests";
  }
  if (kind === "throttled") {
    return `${service} is throttling requests`;
  }
  return kind === "timedOut" ? `${service} did not answer in time` : `${service} cannot be reached`;
}
