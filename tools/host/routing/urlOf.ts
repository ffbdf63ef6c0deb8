import type { HttpRoute } from "./HttpRoute";

/** The address of a function, with its parameters as the template has them. */
export function urlOf({ url, routePrefix }: { url: string; routePrefix: string }, { route }: HttpRoute): string {
  return [url, routePrefix, route].filter(Boolean).join("/");
}
