import type { HttpRequest, HttpResponse } from "./http/http";

export const serviceNames = ["acs", "keyVault", "managedIdentity", "resourceManager"] as const;

export type ServiceName = (typeof serviceNames)[number];

/** One emulated service behind the HTTP edge. */
export interface Service {
  /** The operation's name in the service's own words, whether or not the request will succeed; for counting. */
  operation(request: HttpRequest): string;
  handle(request: HttpRequest): Promise<HttpResponse>;
}
