import { answer, type HttpHandler, type HttpRequest, type HttpResponse, jsonResponse } from "../http/http";
import { refuseStranger } from "../http/strangers";
import type { RsaJwtKey } from "../jwt";

/** What the emulator serves beside a service, by method and path. */
export type Site = Readonly<Record<string, (request: HttpRequest) => HttpResponse>>;

/**
 * Browsers ask every host for its icon by themselves. None is there, and being asked for it is no request that anybody
 * wants to see among those of their app.
 */
export const noIcon: Site = {
  "GET /favicon.ico": () => ({ status: 204, headers: { "Cache-Control": "max-age=86400" }, body: "" }),
};

/** `handle`, and the emulator's own paths before it: they are neither counted nor met by faults. */
export function withSite(site: Site, handle: HttpHandler): HttpHandler {
  return async (request) => {
    return (site[`${request.method} ${request.path}`] ?? handle)(request);
  };
}

/** What programs on its own machine may do, and its own page: JSON, or 204 where there is nothing to say. No token or key is told. */
export function forPrograms(names: readonly string[], run: () => unknown): Site[string] {
  return (request) => refuseStranger(request, names) ?? answer(run());
}

/**
 * The keys that sign access tokens, as a JWK Set (RFC 7517), for any JWT library. Ours: ACS publishes none that is
 * known of, and asks nobody to check its tokens.
 */
export function jwks(key: RsaJwtKey): HttpResponse {
  return jsonResponse(200, { keys: [key.publicJwk] });
}
