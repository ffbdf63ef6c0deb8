import { matchRoute } from "../../../../../tools/host/routing/matchRoute";
import { parseRouteTemplate, routeConstraint } from "../../../../../tools/host/routing/routeTemplate";
import { httpRoute } from "../support/given";

test.each([
  ["api//x", "two '/' in a row"],
  ["//x", "two '/' in a row"],
  ["api/{id", "do not match"],
  ["api/id}", "do not match"],
  ["api/{}", "do not match"],
  ["api/{id}/{ID}", "'ID' appears more than one time"],
  ["api/{*rest}/x", "only be the last segment"],
  ["api/x{*rest}", "only be the last segment"],
  ["api/{a}{b}", "two parameters in a row"],
  ["api/{name}.{extension?}", "must be a whole segment"],
  ["api/{id:what}", "does not know the route constraint 'what'"],
  ["api/{a*}", "cannot read '{a*}'"],
])("the route template %s is refused", (template, reason) => {
  expect(() => parseRouteTemplate(template)).toThrow(reason);
});

test("a route template tells its parameters", () => {
  const { parameters } = parseRouteTemplate("/api/{id:int:min(1)=7}/v{version}/{*rest}");
  expect(parameters.map(({ name, defaultValue, isCatchAll }) => [name, defaultValue, isCatchAll])).toEqual([
    ["id", "7", false],
    ["version", undefined, false],
    ["rest", undefined, true],
  ]);
  expect(parameters[0]?.constraints.map((constraint) => constraint("0"))).toEqual([true, false]);
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
  ["api/{id?}", "/api", {}],
  ["api/{id?}", "/api/", {}],
  ["api/{id?}", "/api/1", { id: "1" }],
  ["api/{id=7}", "/api", { id: "7" }],
  ["api/{id=7}", "/api/8", { id: "8" }],
  ["api/{a?}/{b?}", "/api/1", { a: "1" }],
  ["api/{a?}/{b?}", "/api/1/2", { a: "1", b: "2" }],
  ["api/{a?}/end", "/api/end", undefined],
  ["api/{a?}/end", "/api/x/end", { a: "x" }],
  ["api/{*rest}", "/api", {}],
  ["api/{*rest}", "/api/", {}],
  ["api/{*rest}", "/api/a/b//c/", { rest: "a/b//c/" }],
  ["api/{**rest}", "/api/a", { rest: "a" }],
  ["api/{*rest=x}", "/api", { rest: "x" }],
  ["api/{*rest}", "/api//a", undefined],
  ["{*rest}", "/", {}],
  ["api/{id:int}", "/api/12", { id: "12" }],
  ["api/{id:int}", "/api/x", undefined],
  ["api/{id:int?}", "/api", {}],
  ["api/v{version}-{name}", "/api/v1-2-x", { version: "1-2", name: "x" }],
  ["api/v{version}-{name}", "/api/v1", undefined],
  ["api/{{x}}", "/api/{x}", {}],
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

test.each([
  ["int", ["1", "-7", "+7", "2147483647"], ["", "1.5", "a", "2147483648", "1e3"]],
  ["long", ["9223372036854775807"], ["9223372036854775808", "x"]],
  ["bool", ["true", "FALSE"], ["1", "yes"]],
  ["guid", ["4ccc92c8-9815-4422-bddc-ceea181dc774", "{4CCC92C898154422BDDCCEEA181DC774}"], ["4ccc92c8", ""]],
  ["alpha", ["abcXYZ"], ["a1", "é"]],
  ["min(3)", ["3", "99"], ["2", "x"]],
  ["max(3)", ["3", "-1"], ["4"]],
  ["range(1,9)", ["1", "9"], ["0", "10"]],
  ["length(3)", ["abc"], ["ab", "abcd"]],
  ["length(1, 3)", ["a", "abc"], ["", "abcd"]],
  ["minlength(2)", ["ab"], ["a"]],
  ["maxlength(2)", ["ab"], ["abc"]],
  ["regex(^8:acs)", ["8:acs:1", "8:ACS"], ["x8:acs"]],
])("the constraint %s takes its good values, and no bad one", (text, good, bad) => {
  const constraint = routeConstraint(text);
  expect(good.filter((value) => !constraint(value))).toEqual([]);
  expect(bad.filter((value) => constraint(value))).toEqual([]);
});

test.each(["datetime", "constructor", "int(", ""])("the constraint %j is not known", (text) => {
  expect(() => routeConstraint(text)).toThrow(`This host does not know the route constraint '${text}'.`);
});
