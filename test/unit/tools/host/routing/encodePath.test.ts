import { encodePath } from "../../../../../tools/host/routing/encodePath";

test.each([
  ["/api/8:acs:1/tokens", "/api/8:acs:1/tokens"],
  ["/a b/é😀", "/a%20b/%C3%A9%F0%9F%98%80"],
  ["/a%2Fb", "/a%2Fb"],
  ["/100%", "/100%25"],
  ["/%zz?#", "/%25zz%3F%23"],
  ["/-._~!$&'()*+,;=:@", "/-._~!$&'()*+,;=:@"],
])("%s becomes %s", (path, expected) => {
  expect(encodePath(path)).toBe(expected);
});
