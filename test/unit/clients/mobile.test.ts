import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../tools/projectRoot";

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
  const [, pattern] = /const JWT = \/\^(.*)\$\//.exec(source("web/tokenRefresher.ts")) ?? [];
  expect(text).toContain(pattern);
  expect(text).toMatch(/if \(?(?:outcome\.)?status == 401.*onSignedOut\(\)|if status == 401 \{ onSignedOut\(\) \}/);
  expect(text).toMatch(/isPassing = (\S*status) == 0 \|\| \1 == 429 \|\| \1 >= 500$/m);
  expect(text).toContain('"Retry-After"');
  expect(text).toContain('"x-ms-error-code"');
  expect(text).toContain('"200 without a token"');
});

describe("Swift", () => {
  test("a completion gets a token or an error, never neither", () => {
    const ends = [...swift.matchAll(/\bend\((.*)\)/g)]
      .map(([, args = ""]) => args)
      .filter((args) => !args.includes(":"));
    expect(ends).not.toEqual([]);
    expect(swift).not.toMatch(/\((?:nil, *nil)\)/);
    for (const args of ends) expect(args).toMatch(/failure\(/);
  });

  test("what calls a completion, or URLSession's back, runs on the main queue", () => {
    const callbacks = [
      ...swift.matchAll(/(?:dataTask\(with: request\) \{ data, reply, _ in|refresh\(_ done: .*\{)\n(.*)/g),
    ];
    expect(callbacks).toHaveLength(2);
    for (const [, next] of callbacks) expect(next).toContain("DispatchQueue.main.async {");
    expect(swift).toContain("DispatchQueue.main.async { self.end(nil, error ??");
  });
});
