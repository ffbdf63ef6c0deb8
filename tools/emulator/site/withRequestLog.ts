import type { Clock } from "../../../shared/clock";
import type { HttpHandler } from "../http/HttpHandler";
import type { ServiceName } from "../Service";
import { maskPath } from "./maskPath";
import type { RequestLog } from "./RequestLog";

/** `handle`, which notes every request that it answers. */
export function withRequestLog(log: RequestLog, service: ServiceName, clock: Clock, handle: HttpHandler): HttpHandler {
  return async (request) => {
    const response = await handle(request);
    const { method, segments } = request;
    log.add({ at: clock.now(), service, method, path: maskPath(segments), status: response?.status });
    return response;
  };
}
