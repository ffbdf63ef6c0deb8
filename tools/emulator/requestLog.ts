import type { Clock } from "../../shared/clock";
import { maskPath } from "../kit/maskPath";
import type { HttpHandler, HttpRequest } from "./http/http";
import { forEachService, type ServiceName } from "./Service";

/** How many requests came in, per service and operation, whether they succeeded or not. */
export type Counts = Record<ServiceName, Record<string, number>>;

export class RequestCounts {
  readonly #counts = new Map<ServiceName, Map<string, number>>();

  add(service: ServiceName, operation: string): void {
    const counts = this.#counts.get(service) ?? new Map<string, number>();
    this.#counts.set(service, counts.set(operation, (counts.get(operation) ?? 0) + 1));
  }

  reset(): void {
    this.#counts.clear();
  }

  /** A copy. */
  all(): Counts {
    return forEachService((name) => Object.fromEntries(this.#counts.get(name) ?? []));
  }
}

/** One request, with nothing that could be secret: no query, no body, and one header. */
export interface LoggedRequest {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly service: ServiceName;
  readonly method: string;
  readonly path: string;
  /** Absent when the connection was closed instead of a reply. */
  readonly status: number | undefined;
  /** The trace that the client is in; absent when it named none in the form of W3C Trace Context. */
  readonly traceParent?: string;
}

const KEPT = 50;

/** The last requests, the newest first. */
export class RequestLog {
  #requests: readonly LoggedRequest[] = [];

  add(request: LoggedRequest): void {
    this.#requests = [request, ...this.#requests.slice(0, KEPT - 1)];
  }

  reset(): void {
    this.#requests = [];
  }

  all(): readonly LoggedRequest[] {
    return this.#requests;
  }
}

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
