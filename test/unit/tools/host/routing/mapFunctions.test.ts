import type { BindingInfo } from "../../../../../tools/host/core/functionsCore";
import { mapFunctions } from "../../../../../tools/host/routing/mapFunctions";

const surroundings = { routePrefix: "api", isDisabled: () => false };

function functionNamed(name: string, trigger: Record<string, unknown> = {}) {
  const binding: BindingInfo = { type: "httpTrigger", direction: "in", methods: ["GET"], ...trigger };
  return { metadata: { name, bindings: { trigger: binding } }, callback: () => undefined };
}

test("functions are tried in the order of their names, whatever their case", () => {
  const names = ["b", "A_x", "Ab", "aa", "C"];
  const { routes } = mapFunctions(
    names.map((name) => functionNamed(name)),
    surroundings,
  );
  // In upper case "_" comes after all letters; in lower case it would come before them.
  expect(routes.map(({ name }) => name)).toEqual(["aa", "Ab", "A_x", "b", "C"]);
});

test("a route is what the function says, under the prefix, or else its name", () => {
  const functions = [functionNamed("A", { route: "things/{id}", authLevel: "Function", methods: ["get"] })];
  const [withRoute] = mapFunctions(functions, surroundings).routes;
  expect(withRoute).toMatchObject({ route: "things/{id}", authLevel: "function", methods: ["GET"] });
  expect(withRoute?.template.pattern.test("/api/things/1")).toBe(true);

  const [withoutPrefix] = mapFunctions([functionNamed("B")], { ...surroundings, routePrefix: "" }).routes;
  expect(withoutPrefix?.route).toBe("B");
  expect(withoutPrefix?.template.pattern.test("/b")).toBe(true);
});

test("a leading slash is taken without a prefix, and with one it doubles", () => {
  const functions = [functionNamed("A", { route: "/x" })];
  expect(mapFunctions(functions, { ...surroundings, routePrefix: "" }).routes).toHaveLength(1);
  expect(mapFunctions(functions, surroundings).inError).toEqual([
    { name: "A", reason: "The route template 'api//x' has two '/' in a row; a route does not begin with '/'." },
  ]);
});

const BUILT_IN = "The specified route conflicts with one or more built in routes.";
test.each([
  ["Admin/x", BUILT_IN],
  ["/administrators", BUILT_IN],
  ["runtime", BUILT_IN],
  [7, "route must be a string"],
])("the route %j is in error", (route, reason) => {
  const map = mapFunctions([functionNamed("A", { route }), functionNamed("B")], surroundings);
  expect(map.inError).toEqual([{ name: "A", reason }]);
  expect(map.routes.map(({ name }) => name)).toEqual(["B"]);
});

test.each([
  ["same", "SAME/", ["GET"], false],
  ["same", "same", ["GET", "PUT"], false],
  ["same", "same", [], false],
  ["same", "same", ["PUT"], true],
  ["a/{x}", "a/{y}", ["GET"], true],
])("of the routes %s and %s, the second for %j, the second runs: %s", (first, second, methods, runs) => {
  const functions = [functionNamed("Two", { route: second, methods }), functionNamed("One", { route: first })];
  const { routes, inError } = mapFunctions(functions, surroundings);
  expect(routes.map(({ name }) => name)).toEqual(runs ? ["One", "Two"] : ["One"]);
  const reason = "The route specified conflicts with the route defined by function 'One'.";
  expect(inError).toEqual(runs ? [] : [{ name: "Two", reason }]);
});

test("a function that cannot run is in error, with the reason", () => {
  const noTrigger = { metadata: { name: "None", bindings: {} }, callback: () => undefined };
  const functions = [functionNamed("9x"), noTrigger, functionNamed("Level", { authLevel: "system" })];
  expect(mapFunctions(functions, surroundings).inError).toEqual([
    { name: "9x", reason: "'9x' is not a valid function name." },
    { name: "Level", reason: "authLevel must be anonymous, function or admin" },
    { name: "None", reason: "No trigger binding specified. A function must have a trigger input binding." },
  ]);
});

test("functions with other triggers are kept apart, and disabled ones are marked", () => {
  const functions = [functionNamed("Off"), functionNamed("On"), functionNamed("Tick", { type: "timerTrigger" })];
  const map = mapFunctions(functions, { ...surroundings, isDisabled: (name) => name === "Off" });
  expect(map.routes.map(({ name, isDisabled }) => [name, isDisabled])).toEqual([
    ["Off", true],
    ["On", false],
  ]);
  expect(map.notRun).toEqual([{ name: "Tick", trigger: "timerTrigger", target: functions[2] }]);
});
