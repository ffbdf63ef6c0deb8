import type { Failure, Narrowed } from "../../kit/injection";

/** No connection is accepted: the port is closed. It cannot be counted, as what is refused never arrives. */
export interface Refused {
  readonly kind: "refused";
}

/** The certificate has expired. What is counted is connections: no request gets through one. */
export interface ExpiredCertificate {
  readonly kind: "expiredCertificate";
  readonly times?: number | undefined;
}

/**
 * Each reply announces how long its connection is kept, and one that has been idle for so long is closed in the worst moment:
 * when the next request comes by it. What is counted is such requests.
 */
export interface ClosingConnections {
  readonly kind: "closing";
  readonly afterSeconds: number;
}

/**
 * What happens to a request and its reply:
 * - `reset`: the request is passed on and acted on; then a TCP reset instead of the reply;
 * - `silent`: it is passed on and acted on, and never answered;
 * - `drip`: it is passed on, and the bytes of the reply come one a second, from the status line on;
 * - `truncated`: it is passed on; the connection is closed half-way through the body;
 * - `malformedJson`: it is passed on; a 200 whose JSON breaks off, although the body is as long as it says;
 * - `htmlPage`: it is not passed on; a 200 with a page, as from a proxy that wants somebody to sign in;
 * - `redirect`: it is not passed on; a 307 to the very same address;
 * - `oversized`, `oversizedGzip`: it is passed on; a 200, or the service's status, with `OVERSIZED_BYTES` more of white space
 *   behind the JSON, plain or compressed.
 */
export interface BrokenReply extends Narrowed {
  readonly kind:
    | "reset"
    | "silent"
    | "drip"
    | "truncated"
    | "malformedJson"
    | "htmlPage"
    | "redirect"
    | "oversized"
    | "oversizedGzip";
}

/** Another status than the service's. */
export interface FailureStatus extends Narrowed, Failure {
  readonly kind: "status";
  /** Whether the service gets the request, and acts on it, nevertheless. Default: false. */
  readonly acts?: boolean | undefined;
}

/** It is passed on; what the JSON of the reply says of a token's end is something else. Other replies stay. */
export interface WrongExpiry extends Narrowed {
  readonly kind: "expiresOn";
  readonly value: string | number | null;
}

export type RequestFault = BrokenReply | FailureStatus | WrongExpiry;

/** How a proxy misbehaves on purpose. */
export type Fault = Refused | ExpiredCertificate | ClosingConnections | RequestFault;
