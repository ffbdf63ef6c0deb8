import type { HttpRequest, HttpResponse } from "./http/http";

export const serviceNames = ["acs", "keyVault", "managedIdentity", "resourceManager"] as const;

export type ServiceName = (typeof serviceNames)[number];

/** What `of` says of each service. */
export function forEachService<T>(of: (name: ServiceName) => T): Record<ServiceName, T> {
  return {
    acs: of("acs"),
    keyVault: of("keyVault"),
    managedIdentity: of("managedIdentity"),
    resourceManager: of("resourceManager"),
  };
}

/** One emulated service behind the HTTP edge. */
export interface Service {
  /** The operation's name in the service's own words, whether or not the request will succeed; for counting. */
  operation(request: HttpRequest): string;
  handle(request: HttpRequest): Promise<HttpResponse>;
}
