import { matchRoute } from "../../../../../tools/host/routing/matchRoute";
import { httpRoute } from "../support/httpRoute";

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
])("%s and %s: %j", (template, path, expected) => {
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
])("methods %j and %s: %s", (methods, method, isMatch) => {
  expect(matchRoute([httpRoute({ methods })], method, "/api/x") !== undefined).toBe(isMatch);
});

test("the first that fits wins, not the most specific; one for another method is passed over", () => {
  const routes = [
    httpRoute({ name: "Write", template: "api/{anything}", methods: ["PUT"] }),
    httpRoute({ name: "Any", template: "api/{anything}" }),
    httpRoute({ name: "Exact", template: "api/x" }),
  ];
  expect(matchRoute(routes, "GET", "/api/x")?.route.name).toBe("Any");
});
