import type { ServiceName } from "./Service";

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
    return { acs: this.#of("acs"), keyVault: this.#of("keyVault"), managedIdentity: this.#of("managedIdentity") };
  }

  #of(service: ServiceName): Record<string, number> {
    return Object.fromEntries(this.#counts.get(service) ?? []);
  }
}
