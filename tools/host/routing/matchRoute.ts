import type { HttpRoute } from "./HttpRoute";
import type { RouteParameter, RouteTemplate } from "./parseRouteTemplate";

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
    const params = hasMethod(route, method) ? matchTemplate(route.template, path) : undefined;
    if (params) {
      return { route, params };
    }
  }
  return undefined;
}

function hasMethod({ methods }: HttpRoute, method: string): boolean {
  return methods.length === 0 || methods.includes(method.toUpperCase());
}

function matchTemplate({ pattern, parameters }: RouteTemplate, path: string): Map<string, string> | undefined {
  const found = pattern.exec(path);
  if (!found) {
    return undefined;
  }
  const params = new Map<string, string>();
  for (const [index, parameter] of parameters.entries()) {
    const value = found[index + 1] ?? parameter.defaultValue;
    if (value !== undefined) {
      params.set(parameter.name, value);
    }
  }
  return parameters.every((parameter) => fits(parameter, params.get(parameter.name))) ? params : undefined;
}

function fits({ constraints }: RouteParameter, value: string | undefined): boolean {
  return value === undefined || constraints.every((constraint) => constraint(value));
}
