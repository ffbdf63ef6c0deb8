import { parseTarget } from "../../../tools/host/routing/requestTarget";
import { parseRouteTemplate } from "../../../tools/host/routing/routeTemplate";
import { type Operation, OPERATIONS } from "../../../tools/openapi/operations";

/** Who answers a request: an operation of the API, or the host alone, with one of these statuses. */
export type Meaning = { readonly operation: Operation } | { readonly hostStatuses: readonly number[] };

const templates = OPERATIONS.map((operation) => ({ operation, ...parseRouteTemplate(`api${operation.path}`) }));

/** Tells it from the documented operations alone, by the host's own rules of routing. */
export function meaningOf(method: string, target: string, withUsers: boolean): Meaning {
  const path = parseTarget(target)?.path;
  if (path === undefined) {
    return { hostStatuses: [400] };
  }
  if (/^\/(?:admin|runtime)(?:\/|$)/i.test(path)) {
    return { hostStatuses: [200, 204, 400, 401, 404, 415] };
  }
  const found = templates.find(
    ({ operation, pattern }) =>
      operation.method === method.toUpperCase() && pattern.test(path) && (withUsers || operation.access !== "users"),
  );
  if (found) {
    return { operation: found.operation };
  }
  const isHead = ({ operation, pattern }: (typeof templates)[number]) =>
    operation.methods.includes("HEAD") && pattern.test(path);
  if (method === "HEAD" && templates.some(isHead)) {
    // As its GET, without the body that would show more.
    return { hostStatuses: [200, 401, 503] };
  }
  // 204 is the answer to a browser's preflight.
  return { hostStatuses: [path === "/" ? 200 : 404, ...(method === "OPTIONS" ? [204] : [])] };
}
