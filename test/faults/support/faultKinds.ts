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
}

const throttled = (retryAfter?: number): FaultKind => ({
  name: retryAfter === undefined ? "429 without Retry-After" : `429, Retry-After ${retryAfter}`,
  fault: { kind: "status", status: 429, retryAfter },
  nature: "throttled",
  acts: false,
  ...(retryAfter !== undefined && { retryAfter }),
});

/** The host name is in no DNS, from the start of the API on. */
export const UNRESOLVED: FaultKind = { name: "does not resolve", nature: "notSent", acts: false };

/** Those that last longest first. */
export const FAULT_KINDS: readonly FaultKind[] = [
  { name: "never answers", fault: { kind: "silent" }, nature: "silent", acts: true },
  { name: "slow drip", fault: { kind: "drip" }, nature: "silent", acts: true },
  throttled(5),
  { name: "refused", fault: { kind: "refused" }, nature: "notSent", acts: false },
  UNRESOLVED,
  { name: "expired certificate", fault: { kind: "expiredCertificate" }, nature: "lost", acts: false },
  throttled(1),
  { name: "reset after it has acted", fault: { kind: "reset" }, nature: "lost", acts: true },
  { name: "body cut off", fault: { kind: "truncated" }, nature: "lost", acts: true },
  { name: "malformed JSON", fault: { kind: "malformedJson" }, nature: "lost", acts: true },
  { name: "a page with 200", fault: { kind: "htmlPage" }, nature: "lost", acts: false },
  { name: "500 after it has acted", fault: { kind: "status", status: 500, acts: true }, nature: "lost", acts: true },
  { name: "503", fault: { kind: "status", status: 503 }, nature: "lost", acts: false },
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
  })),
);

/** Replies that cost, or do, more than they may when they are believed. */
export const HOSTILE_FAULTS: readonly FaultKind[] = [
  { name: "redirects to the same address", fault: { kind: "redirect" }, nature: "lost", acts: false },
  { name: "a megabyte too much", fault: { kind: "oversized" }, nature: "lost", acts: true },
  { name: "a megabyte too much, compressed", fault: { kind: "oversizedGzip" }, nature: "lost", acts: true },
];

/** Tokens that end when none can that was asked for now. */
export const WRONG_EXPIRIES: readonly FaultKind[] = [
  "2020-01-01T00:00:00.0000000+00:00",
  12345,
  "9999-12-31T23:59:59Z",
].map((value) => ({ name: `expiresOn is ${value}`, fault: { kind: "expiresOn", value }, nature: "lost", acts: true }));

export const PROXY_FAULTS = FAULT_KINDS.filter(({ fault }) => fault);

/** Whether a call that meets it takes seconds, or another one afterwards has to wait: it needs an API of its own. */
function isLong({ nature, retryAfter = 0 }: FaultKind): boolean {
  return nature === "silent" || retryAfter >= 5;
}

export const LONG_FAULTS = PROXY_FAULTS.filter(isLong);

export const SHORT_FAULTS = PROXY_FAULTS.filter((kind) => !isLong(kind));

/** Whether it is one of single requests, and not of all connections. */
export function isOfRequests({ fault }: FaultKind): boolean {
  return fault !== undefined && fault.kind !== "refused" && fault.kind !== "expiredCertificate";
}
