import { decodePercent } from "../../../../../tools/host/routing/decodePercent";

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
  ["%252F", "%2F"],
  ["%00", "\0"],
])("%s is %j", (text, expected) => {
  expect(decodePercent(text, true)).toBe(expected);
});

test("a slash stays encoded, in its own writing, only when asked for", () => {
  expect(decodePercent("a%2Fb%2fc%3A", true)).toBe("a%2Fb%2fc:");
  expect(decodePercent("a%2Fb%2fc%3A", false)).toBe("a/b/c:");
});
