import type { Fault } from "./faults";
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
  /** It brought no credential, and was told (401) which one to bring: so clients of Key Vault begin, and probes end. */
  readonly challenged?: true;
  readonly durationMs: number;
  /** The one that it met; absent when it met none. */
  readonly fault?: Fault;
  /** The trace that the client is in; absent when it named none in the form of W3C Trace Context. */
  readonly traceParent?: string;
}

const KEPT = 200;

/** The last requests, the newest first. */
export class RequestLog {
  /** The oldest first. */
  readonly #requests: LoggedRequest[] = [];

  add(request: LoggedRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > KEPT) {
      this.#requests.shift();
    }
  }

  reset(): void {
    this.#requests.length = 0;
  }

  all(): readonly LoggedRequest[] {
    return this.#requests.toReversed();
  }
}
