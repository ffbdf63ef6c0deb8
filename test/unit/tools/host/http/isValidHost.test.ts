import { isValidHost } from "../../../../../tools/host/http/isValidHost";

test.each(["localhost", "localhost:7071", "127.0.0.1:1", "[::1]", "[::1]:7071", "a-b_c.example", "it's(~)!$&", ""])(
  "%j is a host",
  (host) => {
    expect(isValidHost([host])).toBe(true);
  },
);

test.each([
  "a b",
  "a/b",
  "a?b",
  "a#b",
  "user@a",
  "a:",
  ":1",
  "a:b",
  "a:1:2",
  "[::1",
  "[:]",
  "[::g]",
  "[::1]x",
  "\u00e9",
  "%61",
])("%j is none", (host) => {
  expect(isValidHost([host])).toBe(false);
});

test("there may be one host, or none at all", () => {
  expect(isValidHost([])).toBe(true);
  expect(isValidHost(["a", "a"])).toBe(false);
});
