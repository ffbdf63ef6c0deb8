import { type ErrorCode, ERRORS } from "../../../shared/errors";
import { DEFAULT_RETRY_AFTER_SECONDS } from "../../../shared/resilience/replyHeaders";
import type { Reply } from "../../../tools/testbed/send";
import type { FaultKind } from "./faultKinds";
import type { Operation } from "./operations";

export type Duration = "lasting" | "once";

/** An error reply of the contract. */
export interface ErrorReply {
  readonly code: ErrorCode;
  /** `Retry-After` is from 1 to this; undefined: no matter. */
  readonly longestWait?: number;
}

/** One of the replies that a row allows. */
export type Allowed = "success" | ErrorReply;

type Expected = (operation: Operation) => readonly Allowed[];

const success: Expected = () => ["success"];

const unavailable = ({ retryAfter = DEFAULT_RETRY_AFTER_SECONDS }: FaultKind): ErrorReply => ({
  code: "UpstreamUnavailable",
  longestWait: retryAfter,
});

/** How ACS's trouble is told when it is not overcome. */
function acsError(kind: FaultKind): ErrorReply {
  switch (kind.nature) {
    case "silent":
      return { code: "UpstreamTimeout" };
    case "throttled":
      return { code: "TooManyRequests", longestWait: kind.retryAfter ?? DEFAULT_RETRY_AFTER_SECONDS };
    case "notSent":
    case "lost":
      return unavailable(kind);
  }
}

/** Waits longer than this fit no time budget. */
const LONGEST_WAIT = 5;

/**
 * Lasting: the error that tells it. Once: a success, where calling again is safe. A wait that ACS asked for may also be
 * passed on to the caller, and to those who ask for the same meanwhile.
 * `isRepeatable`: whether doing what fails twice is the same as doing it once.
 */
export function expectedOfAcs(
  kind: FaultKind,
  duration: Duration,
  isRepeatable = (operation: Operation) => !operation.creates,
): Expected {
  const error = acsError(kind);
  if (duration === "lasting") {
    return () => [error];
  }
  if (kind.nature === "throttled") {
    const wait = kind.retryAfter ?? 0;
    return () => [...(wait > LONGEST_WAIT ? [] : ["success" as const]), ...(wait > 0 ? [error] : [])];
  }
  if (kind.nature === "notSent") {
    // A connection kept from before may break under the request, and then nobody knows whether ACS has acted.
    return (operation) => (isRepeatable(operation) ? ["success"] : ["success", error]);
  }
  return (operation) => [isRepeatable(operation) ? "success" : error];
}

/** Before the first read. A read has less time than a request: it does not wait as long as 5 s. */
export function expectedOfVault(kind: FaultKind, duration: Duration): Expected {
  return duration === "once" && (kind.retryAfter ?? 0) < LONGEST_WAIT ? success : () => [unavailable(kind)];
}

/**
 * It is left alone for as long as it asks, and callers are told so: those of its vault and those of its tables each by
 * their own call. An answer that may still come is waited for longer than one call lasts.
 */
export function expectedOfManagedIdentity(kind: FaultKind, duration: Duration): Expected {
  const error = unavailable(kind);
  if (duration === "lasting") {
    return () => [error];
  }
  const isOvercome = kind.nature !== "silent" && (kind.retryAfter ?? 0) < LONGEST_WAIT;
  return isOvercome ? success : () => ["success", error];
}

/** Only signed-in users depend on the table. A wait of 5 s is passed on where it leaves no time for what follows. */
export function expectedOfTables(kind: FaultKind, duration: Duration): Expected {
  const wait = kind.retryAfter ?? 0;
  const usersExpect: readonly Allowed[] = [
    ...(duration === "once" && wait <= LONGEST_WAIT ? ["success" as const] : []),
    ...(duration === "lasting" || wait >= LONGEST_WAIT ? [unavailable(kind)] : []),
  ];
  return ({ isUsers }) => (isUsers ? usersExpect : ["success"]);
}

export const expectSuccess = success;

/** What is wrong with a reply; undefined when it is one of those allowed. */
export function differenceFrom(
  reply: Reply,
  { success: status }: Operation,
  allowed: readonly Allowed[],
): string | undefined {
  const isAllowed = allowed.some((each) => (each === "success" ? reply.status === status : isErrorReply(reply, each)));
  return isAllowed ? undefined : `expected ${allowed.map(describeAllowed).join(" or ")}, saw ${describeReply(reply)}`;
}

function isErrorReply(reply: Reply, { code, longestWait }: ErrorReply): boolean {
  const wait = retryAfterOf(reply);
  const isRightWait = longestWait === undefined || (wait >= 1 && wait <= longestWait);
  return reply.status === ERRORS[code].status && reply.headers.get("x-ms-error-code") === code && isRightWait;
}

/** Seconds; NaN without the header. */
export function retryAfterOf({ headers }: Reply): number {
  return Number.parseInt(headers.get("retry-after") ?? "", 10);
}

function describeAllowed(allowed: Allowed): string {
  if (allowed === "success") {
    return "success";
  }
  const { code, longestWait } = allowed;
  const wait = longestWait === undefined ? "" : ` with Retry-After from 1 to ${longestWait}`;
  return `${ERRORS[code].status} ${code}${wait}`;
}

export function describeReply({ status, headers, milliseconds }: Reply): string {
  const wait = headers.get("retry-after");
  const parts = [
    status,
    headers.get("x-ms-error-code"),
    wait && `with Retry-After ${wait}`,
    `after ${milliseconds} ms`,
  ];
  return parts.filter(Boolean).join(" ");
}
