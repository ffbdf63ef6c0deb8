import { type HttpHandler, type HttpRequest, type HttpResponse, jsonResponse } from "../http/http";
import { refuseStranger } from "../http/strangers";
import type { RsaJwtKey } from "../jwt";

/** What the emulator serves beside a service, by path; only GET. */
export type Site = Readonly<Record<string, (request: HttpRequest) => HttpResponse>>;

/**
 * Browsers ask every host for its icon by themselves. None is there, and being asked for it is no request that anybody
 * wants to see among those of their app.
 */
export const noIcon: Site = {
  "/favicon.ico": () => ({ status: 204, headers: { "Cache-Control": "max-age=86400" }, body: "" }),
};

/** `handle`, and the emulator's own paths before it: they are neither counted nor met by faults. */
export function withSite(site: Site, handle: HttpHandler): HttpHandler {
  return async (request) => {
    const page = request.method === "GET" ? site[request.path] : undefined;
    return page ? page(request) : handle(request);
  };
}

/** What the emulator tells programs on its own machine, as JSON; nothing in it is a token or a key. */
export function forPrograms(names: readonly string[], tell: () => unknown): Site[string] {
  return (request) => refuseStranger(request, names) ?? jsonResponse(200, tell(), { "Cache-Control": "no-store" });
}

/**
 * The keys that sign access tokens, as a JWK Set (RFC 7517), for any JWT library. Ours: ACS publishes none that is
 * known of, and asks nobody to check its tokens.
 */
export function jwks(key: RsaJwtKey): HttpResponse {
  return jsonResponse(200, { keys: [key.publicJwk] });
}
