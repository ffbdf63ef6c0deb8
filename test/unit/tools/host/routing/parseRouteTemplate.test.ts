import { parseRouteTemplate } from "../../../../../tools/host/routing/parseRouteTemplate";

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
])("%s is refused", (template, reason) => {
  expect(() => parseRouteTemplate(template)).toThrow(reason);
});

test("a template tells its parameters", () => {
  const { parameters } = parseRouteTemplate("/api/{id:int:min(1)=7}/v{version}/{*rest}");
  expect(parameters.map(({ name, defaultValue, isCatchAll }) => [name, defaultValue, isCatchAll])).toEqual([
    ["id", "7", false],
    ["version", undefined, false],
    ["rest", undefined, true],
  ]);
  expect(parameters[0]?.constraints.map((constraint) => constraint("0"))).toEqual([true, false]);
});
