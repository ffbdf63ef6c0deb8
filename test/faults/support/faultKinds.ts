import { foreignReplies } from "../../../tools/kit/injection";
import type { Fault } from "../../../tools/testbed/faults/Fault";

/** A kind of fault, and all that is known of it from outside. */
export interface FaultKind {
  readonly name: string;
  /** What the proxy does. Undefined: what goes wrong is no proxy's doing. */
  readonly fault?: Fault;
  /**
   * What the API can make of it:
   * - `notSent`: the service cannot have acted;
   * - `lost`: there is an answer, but none that tells what was done;
   * - `silent`: there is no answer in time;
   * - `throttled`: the service asks for a wait.
   */
  readonly nature: "notSent" | "lost" | "silent" | "throttled";
  /** Whether the service has acted all the same. */
  readonly acts: boolean;
  /** What the service says in seconds. */
  readonly retryAfter?: number;
  /** What it shares with others, of which one is as good as another; none is as good as one without it. */
  readonly family?: string;
}

const ofNature = (nature: FaultKind["nature"], name: string, fault: Fault, { acts = false } = {}): FaultKind => ({
  name,
  fault,
  nature,
  acts,
  family: nature,
});

const throttled = (retryAfter?: number): FaultKind => ({
  ...ofNature("throttled", `429, Retry-After ${retryAfter ?? "missing"}`, { kind: "status", status: 429, retryAfter }),
  ...(retryAfter !== undefined && { retryAfter }),
});

/** The host name is in no DNS, from the start of the API on. */
export const UNRESOLVED: FaultKind = { name: "does not resolve", nature: "notSent", acts: false };

/** What a proxy can do to any service; those that last longest first. */
export const FAULT_KINDS: readonly FaultKind[] = [
  ofNature("silent", "never answers", { kind: "silent" }, { acts: true }),
  ofNature("silent", "slow drip", { kind: "drip" }, { acts: true }),
  throttled(5),
  ofNature("notSent", "refused", { kind: "refused" }),
  ofNature("lost", "expired certificate", { kind: "expiredCertificate" }),
  throttled(1),
  ofNature("lost", "reset after it has acted", { kind: "reset" }, { acts: true }),
  ofNature("lost", "body cut off", { kind: "truncated" }, { acts: true }),
  ofNature("lost", "malformed JSON", { kind: "malformedJson" }, { acts: true }),
  ofNature("lost", "a page with 200", { kind: "htmlPage" }),
  ofNature("lost", "500 after it has acted", { kind: "status", status: 500, acts: true }, { acts: true }),
  ofNature("lost", "503", { kind: "status", status: 503 }),
  throttled(),
  throttled(60),
];

/** Somebody else answers in the service's place, which says nothing about what was asked. */
export const FOREIGN_FAULTS: readonly FaultKind[] = [401, 403, 404, 410].flatMap((status) =>
  foreignReplies.map((foreign) => ({
    name: `${status} of somebody else, ${foreign}`,
    fault: { kind: "status" as const, status, foreign },
    nature: "lost" as const,
    acts: false,
    family: "somebody else",
  })),
);

/** Replies that cost, or do, more than they may when they are believed. */
export const HOSTILE_FAULTS: readonly FaultKind[] = [
  ofNature("lost", "redirects to the same address", { kind: "redirect" }),
  ofNature("lost", "a megabyte too much", { kind: "oversized" }, { acts: true }),
  ofNature("lost", "a megabyte too much, compressed", { kind: "oversizedGzip" }, { acts: true }),
].map((kind) => ({ ...kind, family: "hostile" }));

/** Tokens that end when none can that was asked for now. */
export const WRONG_EXPIRIES: readonly FaultKind[] = [
  "2020-01-01T00:00:00.0000000+00:00",
  12345,
  "9999-12-31T23:59:59Z",
].map((value) => ({
  ...ofNature("lost", `expiresOn is ${value}`, { kind: "expiresOn", value }, { acts: true }),
  family: "expiresOn",
}));

/** Those of single requests, and not of all connections; of those that take seconds, one. */
export const REQUEST_FAULTS = FAULT_KINDS.filter(({ fault, nature, retryAfter = 0 }, n) => {
  const isOfConnections = fault?.kind === "refused" || fault?.kind === "expiredCertificate";
  const isLong = nature === "silent" || retryAfter >= 5;
  return !isOfConnections && (n === 0 || !isLong);
});
