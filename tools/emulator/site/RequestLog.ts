import type { ServiceName } from "../Service";

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
