import { firstOf, parseQuery } from "../../../../../tools/host/routing/parseQuery";

test.each<[string, [string, string[]][]]>([
  ["", []],
  ["?", []],
  ["?a=1&a=2", [["a", ["1", "2"]]]],
  [
    "?Name=1&b=2&NAME=3",
    [
      ["Name", ["1", "3"]],
      ["b", ["2"]],
    ],
  ],
  [
    "?flag&&x=",
    [
      ["flag", [""]],
      ["x", [""]],
    ],
  ],
  ["?a=b=c", [["a", ["b=c"]]]],
  ["?q=a+b%2Bc%2Fd", [["q", ["a b+c/d"]]]],
  ["?%61=%zz%FF", [["a", ["%zz%FF"]]]],
  ["?__proto__=1", [["__proto__", ["1"]]]],
])("%s", (query, expected) => {
  expect([...parseQuery(query)]).toEqual(expected);
});

test("the first value is found whatever the case of the name", () => {
  const query = parseQuery("?Code=one&code=two");
  expect(firstOf(query, "cOdE")).toBe("one");
  expect(firstOf(query, "id")).toBeUndefined();
});
