import {
  decodePercent,
  encodePath,
  firstOf,
  parseQuery,
  parseTarget,
} from "../../../../../tools/host/routing/requestTarget";

test("a target is a path, decoded and raw, and a query as it came", () => {
  expect(parseTarget("/api/8%3Aacs%2F1?code=a%20b&c")).toEqual({
    rawPath: "/api/8%3Aacs%2F1",
    path: "/api/8:acs%2F1",
    query: "?code=a%20b&c",
  });
});

test.each([
  ["/", "/"],
  ["/a/./b/../c", "/a/c"],
  ["/a/%2e%2E/admin", "/admin"],
  ["/../..", "/"],
  ["/a/..", "/"],
  ["/a//b/", "/a//b/"],
  ["/a?/../b", "/a"],
  ["http://localhost:7071/api/x?y", "/api/x"],
])("the path of the target %s is %s", (target, path) => {
  expect(parseTarget(target)?.path).toBe(path);
});

test.each(["*", "", "api/x", "/a%00b", "/caf\u00e9"])("the target %j is refused", (target) => {
  expect(parseTarget(target)).toBeUndefined();
});

test.each<[string, Record<string, string[]>]>([
  ["", {}],
  ["?", {}],
  ["?a=1&a=2", { a: ["1", "2"] }],
  ["?Name=1&b=2&NAME=3", { Name: ["1", "3"], b: ["2"] }],
  ["?flag&&x=", { flag: [""], x: [""] }],
  ["?a=b=c", { a: ["b=c"] }],
  ["?q=a+b%2Bc%2Fd", { q: ["a b+c/d"] }],
  ["?%61=%zz%FF", { a: ["%zz%FF"] }],
  ["?__proto__=1", { ["__proto__"]: ["1"] }],
])("the query %j has these parameters: %j", (query, expected) => {
  expect([...parseQuery(query)]).toEqual(Object.entries(expected));
});

test("the first value of a parameter is found whatever the case of its name", () => {
  const query = parseQuery("?Code=one&code=two");
  expect(firstOf(query, "cOdE")).toBe("one");
  expect(firstOf(query, "id")).toBeUndefined();
});

test.each([
  ["8%3Aacs%3A1", "8:acs:1"],
  ["caf%C3%A9", "café"],
  ["%F0%9F%98%80!", "😀!"],
  ["%EF%BB%BFx", "\uFEFFx"],
  ["100%", "100%"],
  ["%zz%3a", "%zz:"],
  ["%4", "%4"],
  ["%FF%41", "%FFA"],
  ["%C3%28", "%C3("],
  ["%ED%A0%80", "%ED%A0%80"],
  ["%C0%AF", "%C0%AF"],
  ["%E2%82", "%E2%82"],
  ["%E2%82%41", "%E2%82A"],
  ["%F4%90%80%80", "%F4%90%80%80"],
  ["%252F", "%2F"],
  ["%00", "\0"],
])("%s is decoded as %j", (text, expected) => {
  expect(decodePercent(text, true)).toBe(expected);
});

test("a slash stays encoded, in its own writing, only when asked for", () => {
  expect(decodePercent("a%2Fb%2fc%3A", true)).toBe("a%2Fb%2fc:");
  expect(decodePercent("a%2Fb%2fc%3A", false)).toBe("a/b/c:");
});

test.each([
  ["/api/8:acs:1/tokens", "/api/8:acs:1/tokens"],
  ["/a b/é😀", "/a%20b/%C3%A9%F0%9F%98%80"],
  ["/a%2Fb", "/a%2Fb"],
  ["/100%", "/100%25"],
  ["/%zz?#", "/%25zz%3F%23"],
  ["/-._~!$&'()*+,;=:@", "/-._~!$&'()*+,;=:@"],
])("the path %s stands in a URL as %s", (path, expected) => {
  expect(encodePath(path)).toBe(expected);
});
