import { randomUUID } from "node:crypto";
import { type HttpHandler, type HttpRequest, HttpResponse, type InvocationContext } from "@azure/functions";
import { type Clock, systemClock } from "../clock";
import { deadlineIn } from "../deadline";
import { ApiError, internalError } from "../errors";
import { jsonLog, type Log } from "../log";
import type { RequestRecord } from "../telemetry/requestRecord";
import { traceContextOf, traceIdOf } from "../telemetry/traceContext";
import type { Call } from "./operation";
import { failed, type Reply } from "./replies";

/** The work of one request ends within this time; clients give up at ten seconds, and the reply still has to travel. */
export const REQUEST_BUDGET_MS = 7_500;

/** What can stand in a header and in a log line as it is. */
export const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** The steps of one endpoint. What they throw becomes the reply: an ApiError as it says, anything else InternalError. */
export type Steps = (call: Call) => Promise<Reply> | Reply;

/** What every endpoint shares: the request id, the time budget, the error reply, the headers and the log line. */
export function endpoint(steps: Steps, clock: Clock = systemClock, newId: () => string = randomUUID): HttpHandler {
  return async (request, context) => {
    const started = clock.monotonic();
    const record = recordOf(request, context, newId);
    const deadline = deadlineIn(REQUEST_BUDGET_MS, clock, record);
    const { reply, error } = await run(steps, { request, deadline }, record.requestId);
    logOutcome(record, reply, error, clock.monotonic() - started);
    const headers = { ...reply.headers, "Cache-Control": "no-store", "x-request-id": record.requestId };
    if (request.method === "HEAD") {
      return { status: reply.status, headers };
    }
    return error || reply.jsonBody === undefined ? { ...reply, headers } : new JsonReply({ ...reply, headers });
  };
}

function recordOf(request: HttpRequest, context: InvocationContext, newId: () => string): RequestRecord {
  return {
    requestId: requestId(request, newId),
    function: context.functionName,
    trace: traceContextOf(request, context),
    log: logOf(context),
    tries: 0,
    waitMs: 0,
  };
}

/** The caller's `x-request-id` if it can stand so, else a new one. */
function requestId(request: HttpRequest, newId: () => string): string {
  const given = request.headers.get("x-request-id") ?? "";
  return REQUEST_ID.test(given) ? given : newId();
}

async function run(steps: Steps, call: Call, id: string): Promise<{ reply: Reply; error?: ApiError }> {
  try {
    return { reply: await steps(call) };
  } catch (thrown) {
    const error = thrown instanceof ApiError ? thrown : internalError(thrown);
    return { reply: failed(error, id), error };
  }
}

function logOutcome(record: RequestRecord, { status }: Reply, error: ApiError | undefined, durationMs: number): void {
  const { log, requestId, function: functionName, trace, caller, identity, tries, waitMs } = record;
  log(status >= 500 ? "error" : "info", {
    message: `${functionName} ${status}`,
    requestId,
    function: functionName,
    status,
    code: error?.code,
    durationMs: Math.round(durationMs),
    caller,
    identity,
    tries,
    waitMs: Math.round(waitMs),
    traceId: traceIdOf(trace),
    error: error?.cause,
  });
}

function logOf(context: InvocationContext): Log {
  return jsonLog((level, line) => {
    context[level](line);
  });
}

/**
 * A reply in JSON, whose text the library takes as it is: what it makes of one puts the text into a stream and reads it out
 * of that again, for 4 to 9 % of the CPU of IssueToken (Node 22 and 20). Not for `enableHttpStream`, which reads `body`.
 */
class JsonReply extends HttpResponse {
  override readonly text: () => Promise<string>;
  override readonly arrayBuffer: () => Promise<ArrayBuffer>;

  constructor({ jsonBody, headers, ...init }: Reply) {
    super({ ...init, headers: { ...headers, "Content-Type": "application/json" } });
    const text = JSON.stringify(jsonBody);
    this.text = () => Promise.resolve(text);
    this.arrayBuffer = () => Promise.resolve(new TextEncoder().encode(text).buffer);
  }
}
