import type { Log } from "../log";
import type { TraceContext } from "./traceContext";

/**
 * What is known of the request that is being answered, for the lines that the log gets about it. It goes with the deadline
 * from step to step; looked up in an AsyncLocalStorage it would cost a tenth of the CPU of a request (Node 20; Node 22 a sixth).
 */
export interface RequestRecord {
  readonly requestId: string;
  /** The function's name. */
  readonly function: string;
  readonly trace: TraceContext;
  /** The log of this request's invocation. */
  readonly log: Log;
  /** The pseudonym of the signed-in user. */
  caller?: string | undefined;
  /** The pseudonym of the identity that the request is about. */
  identity?: string | undefined;
  /** Calls made to the services behind this one. */
  tries: number;
  /** Milliseconds spent waiting for a turn to call, or to call again. */
  waitMs: number;
}
