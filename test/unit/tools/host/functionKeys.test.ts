import { type AuthLevel, createKeys, grantedLevel } from "../../../../tools/host/functionKeys";
import { systemRandom } from "../../../../tools/host/random";
import { httpCall } from "./support/given";

const keys = { master: "the-master", host: "the-host", functions: { Mine: "my-own", Other: "other" } };

test("every key is new, long, and can stand in a query as it is", () => {
  const { master, host, functions } = createKeys(["A", "B"], systemRandom);
  const all = [master, host, ...Object.values(functions)];
  expect(Object.keys(functions)).toEqual(["A", "B"]);
  expect(new Set(all).size).toBe(4);
  expect(all.filter((key) => !/^[\w-]{54}$/.test(key))).toEqual([]);
});

test.each<[string, AuthLevel, string, string[] | undefined]>([
  ["no key", "anonymous", "", undefined],
  ["another function's key", "anonymous", "", ["other"]],
  ["a key with a space after it", "anonymous", "", ["the-master "]],
  ["the beginning of a key", "anonymous", "", ["the-mas"]],
  ["a key whose name in the query is in capitals", "function", "?x=1&CODE=the-host", undefined],
  ["the first of several keys in the query", "function", "?code=my-own&code=nothing", undefined],
  ["the first of several headers", "anonymous", "", ["nothing", "the-master"]],
  ["an empty key", "anonymous", "?code=", undefined],
  ["a wrong header before a good query", "anonymous", "?code=the-master", ["wrong"]],
])("%s grants the level %s", (_title, level, rawQuery, header) => {
  const call = httpCall({ rawQuery, ...(header && { headers: { "x-functions-key": header } }) });
  expect(grantedLevel(keys, call, "Mine")).toBe(level);
});

test("a call that goes to no function gets nothing from a function's key", () => {
  expect(grantedLevel(keys, httpCall({ rawQuery: "?code=my-own" }))).toBe("anonymous");
  expect(grantedLevel(keys, httpCall({ rawQuery: "?code=the-master" }))).toBe("admin");
});
