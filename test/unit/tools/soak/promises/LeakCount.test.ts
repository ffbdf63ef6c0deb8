import { BrokenPromises } from "../../../../../tools/soak/promises/BrokenPromises";
import { LeakCount } from "../../../../../tools/soak/promises/LeakCount";

test("a named key and any token are found, and not printed", () => {
  const promises = new BrokenPromises();
  const leaks = new LeakCount(promises);
  leaks.secret("bmFtZWQga2V5IG9mIGEgcmVzb3VyY2U=");
  leaks.saw("log", "all is well");
  leaks.saw("log", "with bmFtZWQga2V5IG9mIGEgcmVzb3VyY2U= in it");
  leaks.saw("IssueToken 500", '{"token":"eyJhbGciOiJSUzI1NiJ9.eyJza3lwZWlkIjoiYWNzIn0.c2lnbmF0dXJl"}');
  expect([leaks.looked, leaks.leaks, promises.count]).toEqual([3, 2, 2]);
  expect(promises.explained.join()).toMatch(/log: .*IssueToken 500: /);
  expect(promises.explained.join()).not.toMatch(/bmFtZWQ|eyJ/);
});
