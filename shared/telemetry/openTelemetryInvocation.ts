import type { FunctionHandler, InvocationContext } from "@azure/functions";
import {
  type Context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
} from "@opentelemetry/api";
import * as z from "zod/mini";

/** Makes of a function one whose invocations are spans in the host's trace. */
export function recordInvocations(tracer: Tracer): (handler: FunctionHandler) => FunctionHandler {
  return (handler) => (input, context) => {
    const attributes = { "faas.trigger": "http", "faas.invocation_id": context.invocationId, ...methodOf(input) };
    const options = { kind: SpanKind.SERVER, attributes };
    return tracer.startActiveSpan(context.functionName, options, hostsTrace(context), async (span) => {
      try {
        const reply: unknown = await handler(input, context);
        noteReply(span, reply);
        return reply;
      } catch (error) {
        noteFailure(span, error instanceof Error ? error.name : typeof error);
        throw error;
      } finally {
        span.end();
      }
    });
  };
}

/** A new trace where the host gives none. */
function hostsTrace({ traceContext }: InvocationContext): Context {
  return propagation.extract(ROOT_CONTEXT, {
    traceparent: traceContext?.traceParent,
    tracestate: traceContext?.traceState,
  });
}

const httpTrigger = z.object({ method: z.string() });
const httpReply = z.object({
  status: z.number(),
  headers: z.catch(z.optional(z.object({ "x-ms-error-code": z.string() })), undefined),
});

function methodOf(input: unknown) {
  const { data } = httpTrigger.safeParse(input);
  return data && { "http.request.method": data.method };
}

function noteReply(span: Span, reply: unknown): void {
  const { data } = httpReply.safeParse(reply);
  if (!data) {
    return;
  }
  span.setAttribute("http.response.status_code", data.status);
  if (data.status >= 500) {
    noteFailure(span, data.headers?.["x-ms-error-code"] ?? String(data.status));
  }
}

/** What it was called, and not what was said of it: a message can hold anything. */
function noteFailure(span: Span, type: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute("error.type", type);
}
