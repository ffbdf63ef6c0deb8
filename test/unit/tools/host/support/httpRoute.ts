import type { HttpRoute } from "../../../../../tools/host/routing/HttpRoute";
import { parseRouteTemplate } from "../../../../../tools/host/routing/parseRouteTemplate";

type Given = Partial<Omit<HttpRoute, "template"> & { readonly template: string }>;

/** A route for `GET /api/x`, unless told otherwise. */
export function httpRoute({ template = "api/x", ...given }: Given): HttpRoute {
  const target = { metadata: { name: "X", bindings: {} }, callback: () => undefined };
  const standard = { name: "X", route: "x", methods: ["GET"], authLevel: "anonymous", isDisabled: false } as const;
  return { ...standard, target, ...given, template: parseRouteTemplate(template) };
}
