import type { HttpCall } from "../../../../../tools/host/http/readCall";
import type { HttpRoute } from "../../../../../tools/host/routing/mapFunctions";
import { parseQuery } from "../../../../../tools/host/routing/requestTarget";
import { parseRouteTemplate } from "../../../../../tools/host/routing/routeTemplate";

type Call = Partial<Omit<HttpCall, "headers" | "query">> & { readonly headers?: Record<string, string[]> };
type Route = Partial<Omit<HttpRoute, "template"> & { readonly template: string }>;

/** `GET /api/x` without headers, unless told otherwise; the query is read from `rawQuery`. */
export function httpCall({ headers = {}, ...given }: Call = {}): HttpCall {
  const rawQuery = given.rawQuery ?? "";
  const readBody = () => Promise.resolve(new Uint8Array());
  const standard = { method: "GET", rawPath: "/api/x", path: "/api/x", readBody };
  return { ...standard, ...given, rawQuery, query: parseQuery(rawQuery), headers: new Map(Object.entries(headers)) };
}

/** A route for `GET /api/x`, unless told otherwise. */
export function httpRoute({ template = "api/x", ...given }: Route): HttpRoute {
  const target = { metadata: { name: "X", bindings: {} }, callback: () => undefined };
  const own = { name: "X", route: "x", methods: ["GET"], authLevel: "anonymous", isDisabled: false } as const;
  return { ...own, trigger: "trigger", target, ...given, template: parseRouteTemplate(template) };
}
