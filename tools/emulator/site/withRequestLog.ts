import type { Clock } from "../../../shared/clock";
import { maskPath } from "../../kit/maskPath";
import type { HttpHandler } from "../http/HttpHandler";
import type { HttpRequest } from "../http/HttpRequest";
import type { ServiceName } from "../Service";
import type { LoggedRequest, RequestLog } from "./RequestLog";

/** `handle`, which notes every request that it answers. */
export function withRequestLog(log: RequestLog, service: ServiceName, clock: Clock, handle: HttpHandler): HttpHandler {
  return async (request) => {
    const response = await handle(request);
    const { method, segments } = request;
    const seen = { at: clock.now(), service, method, path: maskPath(segments), status: response?.status };
    log.add({ ...seen, ...traceOf(request) });
    return response;
  };
}

/** What has another form could be anything, a secret too. */
function traceOf({ headers: { traceparent = "" } }: HttpRequest): Pick<LoggedRequest, "traceParent"> {
  return /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(traceparent) ? { traceParent: traceparent } : {};
}
