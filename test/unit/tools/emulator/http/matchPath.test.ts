import { matchPath } from "../../../../../tools/emulator/http/http";

test.each([
  ["/identities", ["identities"], []],
  ["/identities/{id}", ["identities", "8:acs:x"], ["8:acs:x"]],
  ["/identities/{id}/token", ["identities", "a/b", "token"], ["a/b"]],
  ["/identities", ["Identities"], undefined],
  ["/identities/{id}", ["identities"], undefined],
  ["/identities/{id}", ["identities", "a", "b"], undefined],
  ["/", [], []],
])("%s for %j: %j", (pattern, segments, values) => {
  expect(matchPath(pattern, segments)).toEqual(values);
});
