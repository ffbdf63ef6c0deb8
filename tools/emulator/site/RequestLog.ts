import type { ServiceName } from "../Service";

/** One request, as the page shows it: no query, no header, no body. */
export interface LoggedRequest {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly service: ServiceName;
  readonly method: string;
  readonly path: string;
  /** Absent when the connection was closed instead of a reply. */
  readonly status: number | undefined;
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
