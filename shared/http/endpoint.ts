import { randomUUID } from "node:crypto";
import type { HttpHandler, HttpRequest, InvocationContext } from "@azure/functions";
import { type Clock, systemClock } from "../clock";
import { type Deadline, deadlineIn } from "../deadline";
import { ApiError } from "../errors";
import { jsonLog, type Log } from "../log";
import { failed, type Reply } from "./replies";
import { requestId } from "./requestId";

/** The work of one request ends within this time; clients give up at ten seconds, and the reply still has to travel. */
export const REQUEST_BUDGET_MS = 7_500;

/** The steps of one endpoint. What they throw becomes the reply: an ApiError as it says, anything else InternalError. */
export type Steps = (request: HttpRequest, deadline: Deadline) => Promise<Reply> | Reply;

/** What every endpoint shares: the request id, the time budget, the error reply, the headers and the log line. */
export function endpoint(steps: Steps, clock: Clock = systemClock, newId: () => string = randomUUID): HttpHandler {
  return async (request, context) => {
    const started = clock.now();
    const id = requestId(request, newId);
    const { reply, error } = await run(steps, request, deadlineIn(REQUEST_BUDGET_MS, clock), id);
    const { status } = reply;
    logOf(context)(levelFor(status), {
      message: `${context.functionName} ${status}`,
      requestId: id,
      function: context.functionName,
      status,
      code: error?.code,
      durationMs: clock.now() - started,
      error: error?.cause,
    });
    return { ...reply, headers: { ...reply.headers, "Cache-Control": "no-store", "x-request-id": id } };
  };
}

async function run(
  steps: Steps,
  request: HttpRequest,
  deadline: Deadline,
  id: string,
): Promise<{ reply: Reply; error?: ApiError }> {
  try {
    return { reply: await steps(request, deadline) };
  } catch (thrown) {
    const error = thrown instanceof ApiError ? thrown : internalError(thrown);
    return { reply: failed(error, id), error };
  }
}

function internalError(cause: unknown): ApiError {
  return new ApiError("InternalError", "This service failed; report the request id to its operator.", { cause });
}

function levelFor(status: number) {
  return status >= 500 ? "error" : "info";
}

function logOf(context: InvocationContext): Log {
  return jsonLog((level, line) => {
    context[level](line);
  });
}
