import type { HttpRoute } from "./mapFunctions";
import type { RouteTemplate } from "./routeTemplate";

export interface RouteMatch {
  readonly route: HttpRoute;
  /** Route values by parameter name; a parameter that the path does not have is not there. */
  readonly params: ReadonlyMap<string, string>;
}

/**
 * The first route that fits both method and path: the order counts, not which route is the most specific. A wrong method
 * is no match, so it ends as 404, never 405 (HttpMethodRouteConstraint is a constraint like any other).
 */
export function matchRoute(routes: readonly HttpRoute[], method: string, path: string): RouteMatch | undefined {
  for (const route of routes) {
    const hasMethod = route.methods.length === 0 || route.methods.includes(method.toUpperCase());
    const params = hasMethod ? matchTemplate(route.template, path) : undefined;
    if (params) {
      return { route, params };
    }
  }
  return undefined;
}

function matchTemplate({ pattern, parameters }: RouteTemplate, path: string): Map<string, string> | undefined {
  const found = pattern.exec(path);
  if (!found) {
    return undefined;
  }
  const params = new Map<string, string>();
  for (const [index, { name, defaultValue, constraints }] of parameters.entries()) {
    const value = found[index + 1] ?? defaultValue;
    if (value === undefined) {
      continue;
    }
    if (!constraints.every((constraint) => constraint(value))) {
      return undefined;
    }
    params.set(name, value);
  }
  return params;
}
