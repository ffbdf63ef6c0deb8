import type { HttpHandler } from "../http/HttpHandler";
import type { HttpRequest } from "../http/HttpRequest";
import type { HttpResponse } from "../http/HttpResponse";

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
