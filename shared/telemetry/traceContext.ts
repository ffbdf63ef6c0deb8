import { randomBytes } from "node:crypto";
import type { HttpRequest, InvocationContext } from "@azure/functions";

/** W3C Trace Context, as its two headers say it. */
export type TraceContext = Readonly<{
  /** `00-TRACE-PARENT-FLAGS` */
  traceparent: string;
  tracestate?: string;
}>;

const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;
const LONGEST_TRACESTATE = 512;

/** The trace that a request belongs to: as the host tells it, else as the caller does, else a new one. */
export function traceContextOf(
  request: Pick<HttpRequest, "headers">,
  { traceContext }: Pick<InvocationContext, "traceContext">,
): TraceContext {
  return (
    usable(traceContext?.traceParent, traceContext?.traceState) ??
    usable(request.headers.get("traceparent") ?? "", request.headers.get("tracestate") ?? "") ?? {
      traceparent: newTraceparent(),
    }
  );
}

export function traceIdOf({ traceparent }: TraceContext): string {
  return traceparent.slice(3, 35);
}

function usable(traceparent = "", tracestate = ""): TraceContext | undefined {
  if (!TRACEPARENT.test(traceparent)) {
    return undefined;
  }
  const canCarryState = /^[\x20-\x7e]+$/.test(tracestate) && tracestate.length <= LONGEST_TRACESTATE;
  return { traceparent: traceparent.slice(0, 55), ...(canCarryState && { tracestate }) };
}

/** Not sampled: nobody upstream has asked for it to be kept. */
function newTraceparent(): string {
  return `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-00`;
}
