import { matchRoute } from "../../../../../tools/host/routing/mapFunctions";
import { parseRouteTemplate } from "../../../../../tools/host/routing/routeTemplate";
import { httpRoute } from "../support/given";

test.each([
  ["api//x", "two '/' in a row"],
  ["//x", "two '/' in a row"],
  ["api/{id}/{ID}", "'ID' appears more than one time"],
  ...["{id", "id}", "{}", "{*rest}", "{a}{b}", "v{version}", "{id:int}", "{id=7}", "{id?}"].map((segment) => [
    `api/${segment}`,
    `cannot read '${segment}'`,
  ]),
])("the route template %s is refused", (template, reason) => {
  expect(() => parseRouteTemplate(template)).toThrow(reason);
});

test("a route template tells its parameters", () => {
  expect(parseRouteTemplate("/api/{id}/x/{part}/").parameters).toEqual(["id", "part"]);
});

test.each<[string, string, Record<string, string> | undefined]>([
  ["api/identities", "/api/identities", {}],
  ["api/identities", "/API/Identities/", {}],
  ["api/identities", "/api/identities//", undefined],
  ["api/identities", "/api//identities", undefined],
  ["api/identities", "/api/identities/x", undefined],
  ["api/identities", "/api", undefined],
  ["api/a.b", "/api/axb", undefined],
  ["api/{id}/tokens", "/api/8:acs:1/tokens", { id: "8:acs:1" }],
  ["api/{id}/tokens", "/api/a%2Fb/TOKENS", { id: "a%2Fb" }],
  ["api/{id}/tokens", "/api//tokens", undefined],
  ["api/{id}/tokens", "/api/a/b/tokens", undefined],
  ["api/{id}", "/api/a\nb", { id: "a\nb" }],
])("the route %s takes from the path %s the parameters %j", (template, path, expected) => {
  const match = matchRoute([httpRoute({ template })], "GET", path);
  expect(match && Object.fromEntries(match.params)).toEqual(expected);
});

test.each([
  [["GET"], "GET", true],
  [["GET"], "get", true],
  [["GET"], "HEAD", false],
  [["GET"], "OPTIONS", false],
  [["GET", "POST"], "DELETE", false],
  [[], "PATCH", true],
])("a route for the methods %j takes %s: %s", (methods, method, isMatch) => {
  expect(matchRoute([httpRoute({ methods })], method, "/api/x") !== undefined).toBe(isMatch);
});

test("the first route that fits wins, not the most specific; one for another method is passed over", () => {
  const routes = [
    httpRoute({ name: "Write", template: "api/{anything}", methods: ["PUT"] }),
    httpRoute({ name: "Any", template: "api/{anything}" }),
    httpRoute({ name: "Exact", template: "api/x" }),
  ];
  expect(matchRoute(routes, "GET", "/api/x")?.route.name).toBe("Any");
});
