import { parseTarget } from "../../../../../tools/host/routing/parseTarget";

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
])("the path of %s is %s", (target, path) => {
  expect(parseTarget(target)?.path).toBe(path);
});

test.each(["*", "", "api/x", "/a%00b", "/caf\u00e9"])("%j is refused", (target) => {
  expect(parseTarget(target)).toBeUndefined();
});
