import { LeakWatch } from "../../../../tools/testbed/LeakWatch";

const KEY = "bmFtZWQga2V5IG9mIGEgcmVzb3VyY2U=";

test("finds a named key and any token, and masks what it tells of them", () => {
  const watch = new LeakWatch({ remembers: false });
  watch.secret(KEY);
  watch.saw("log", "all is well");
  watch.saw("log", `with ${KEY} in it`);
  watch.saw("IssueToken 500", '{"token":"eyJhbGciOiJSUzI1NiJ9.eyJza3lwZWlkIjoiYWNzIn0.c2lnbmF0dXJl"}');
  expect([watch.looked, watch.leaks().length]).toEqual([3, 2]);
  expect(watch.leaks().join()).toMatch(/log: .*IssueToken 500: /);
  expect(watch.leaks().join()).not.toMatch(/bmFtZWQ|eyJ/);
});

test.each([
  [true, ["log: with … in it"]],
  [false, []],
])("finds what got out before it was named, if it remembers: %s", (remembers, leaks) => {
  const watch = new LeakWatch({ remembers });
  watch.saw("log", `with ${KEY} in it`);
  watch.secret(KEY);
  expect(watch.leaks()).toEqual(leaks);
});
