import { routeConstraint } from "../../../../../tools/host/routing/routeConstraint";

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
])("%s", (text, good, bad) => {
  const constraint = routeConstraint(text);
  expect(good.filter((value) => !constraint(value))).toEqual([]);
  expect(bad.filter((value) => constraint(value))).toEqual([]);
});

test.each(["datetime", "constructor", "int(", ""])("%j is not known", (text) => {
  expect(() => routeConstraint(text)).toThrow(`This host does not know the route constraint '${text}'.`);
});
