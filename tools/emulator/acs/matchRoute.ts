import type { HttpRequest } from "../http/HttpRequest";
import { matchPath } from "../http/matchPath";
import type { ApiVersion } from "./apiVersions";
import { type Route, routes } from "./routes";

/** Every route of every version whose path is that of the request, whatever its method. */
export function routesAt({ segments }: HttpRequest): readonly Route[] {
  return routes.filter(({ path }) => matchPath(path, segments));
}

/** The name of the operation that a request asks for, be it in a version that has it or not. */
export function operationName(request: HttpRequest): string {
  return routesAt(request).find(({ method }) => method === request.method)?.name ?? "unknown";
}

/** Those of `candidates` that `version` has. */
export function routesIn(version: ApiVersion, candidates: readonly Route[]): readonly Route[] {
  return candidates.filter(({ isIn }) => isIn(version));
}
