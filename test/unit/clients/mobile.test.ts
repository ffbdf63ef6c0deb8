import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../tools/kit/projectRoot";

/** There is no compiler for these here: what can be held of them is their text. */
function source(path: string): string {
  return readFileSync(join(projectRoot(), "clients", path), "utf8");
}

const swift = source("swift/TokenRefresher.swift");
const kotlin = source("kotlin/TokenRefresher.kt");

test.each([
  ["Swift", swift],
  ["Kotlin", kotlin],
])("%s tells 401, 429, 5xx and no reply apart, waits as told, and knows a JWT by the same pattern", (_, text) => {
  const [, pattern] = /const JWT = \/\^(.*)\$\//.exec(source("web/src/requestToken.ts")) ?? [];
  expect(text).toContain(pattern);
  expect(text).toMatch(/if \(?(?:outcome\.)?status == 401.*onSignedOut\(\)|if status == 401 \{ onSignedOut\(\) \}/);
  expect(text).toMatch(/isPassing = (\S*status) == 0 \|\| \1 == 429 \|\| \1 >= 500$/m);
  expect(text).toContain('"Retry-After"');
  expect(text).toContain('"x-ms-error-code"');
  expect(text).toContain('"200 without a token"');
});

describe("Swift", () => {
  test("those who wait get the token, or a failure that was made: never neither", () => {
    expect(swift.match(/\bend\(.*\)$/gm)).toEqual([
      'end(token, token == nil ? failure(200, "200 without a token") : nil)',
      'end(nil, failure(status, status == 0 ? "no reply" : "\\(status) \\(code)"))',
    ]);
    expect(swift).toContain('self.end(nil, error ?? self.failure(0, "no Entra token"))');
    expect(swift.replace("private func end(", "").match(/\bend\(/g)).toHaveLength(3);
  });

  test("all that comes from another queue goes to the main one first", () => {
    const entries = [...swift.matchAll(/(?:data, reply, _ in|guard let entraToken .*|func refresh\(.*)\n(.*)/g)];
    expect(entries).toHaveLength(3);
    for (const [, next] of entries) {
      expect(next).toContain("DispatchQueue.main.async {");
    }
  });
});
