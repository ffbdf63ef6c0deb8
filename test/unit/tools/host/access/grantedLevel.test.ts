import { grantedLevel, isEnough } from "../../../../../tools/host/access/grantedLevel";
import type { AuthLevel } from "../../../../../tools/host/routing/HttpRoute";
import { httpCall } from "../support/httpCall";

const keys = { master: "the-master", host: "the-host", functions: { Mine: "my-own", Other: "other" } };

test.each<[string, string[] | undefined, string, AuthLevel]>([
  ["no key", undefined, "", "anonymous"],
  ["master in the header", ["the-master"], "", "admin"],
  ["host in the header", ["the-host"], "", "function"],
  ["its own in the header", ["my-own"], "", "function"],
  ["another function's", ["other"], "", "anonymous"],
  ["a wrong one", ["the-master "], "", "anonymous"],
  ["a beginning", ["the-mas"], "", "anonymous"],
  ["master in the query", undefined, "?code=the-master", "admin"],
  ["host in the query, other case", undefined, "?x=1&CODE=the-host", "function"],
  ["the first of several", undefined, "?code=my-own&code=nothing", "function"],
  ["the first of several headers", ["nothing", "the-master"], "", "anonymous"],
  ["an empty one", undefined, "?code=", "anonymous"],
  ["a wrong header before a good query", ["wrong"], "?code=the-master", "anonymous"],
  ["an empty header before a good query", [""], "?code=the-master", "anonymous"],
])("%s", (_title, header, rawQuery, expected) => {
  const call = httpCall({ rawQuery, ...(header && { headers: { "x-functions-key": header } }) });
  expect(grantedLevel(keys, call, "Mine")).toBe(expected);
});

test("a call that goes to no function gets nothing from a function's key", () => {
  expect(grantedLevel(keys, httpCall({ rawQuery: "?code=my-own" }))).toBe("anonymous");
  expect(grantedLevel(keys, httpCall({ rawQuery: "?code=the-master" }))).toBe("admin");
});

test("without keys, everyone may do everything", () => {
  expect(grantedLevel(undefined, httpCall(), "Mine")).toBe("admin");
});

test.each<[AuthLevel, AuthLevel, boolean]>([
  ["anonymous", "anonymous", true],
  ["anonymous", "function", false],
  ["anonymous", "admin", false],
  ["function", "anonymous", true],
  ["function", "function", true],
  ["function", "admin", false],
  ["admin", "anonymous", true],
  ["admin", "function", true],
  ["admin", "admin", true],
])("%s for what asks for %s: %s", (granted, required, expected) => {
  expect(isEnough(granted, required)).toBe(expected);
});
