import { isValidHost } from "../../../../../tools/host/http/readCall";

test.each(["localhost", "localhost:7071", "127.0.0.1:1", "[::1]", "[::1]:7071", "a-b_c.example", "it's(~)!$&", ""])(
  "the Host header %j is valid",
  (host) => {
    expect(isValidHost([host])).toBe(true);
  },
);

const INVALID = [
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
  "é",
];

test.each([...INVALID, "%61"])("the Host header %j is not valid", (host) => {
  expect(isValidHost([host])).toBe(false);
});

test("there may be one Host header, or none at all", () => {
  expect(isValidHost([])).toBe(true);
  expect(isValidHost(["a", "a"])).toBe(false);
});
