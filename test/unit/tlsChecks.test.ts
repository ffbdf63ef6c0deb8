import { readFileSync } from "node:fs";
import { join } from "node:path";
import glob from "fast-glob";
import { projectRoot } from "../../tools/kit/projectRoot";

const root = projectRoot();

/** What turns the check of a server's certificate off, in Node, curl, Python, Java and .NET. */
const OFF =
  /NODE_TLS_REJECT_UNAUTHORIZED\W+0|rejectUnauthorized|strictSSL|allowInsecureConnection|curl[^\n]* (?:-k|--insecure)\b|verify ?= ?False|_create_unverified_context|TrustAll|ServerCertificateCustomValidation/;

test.each([
  "NODE_TLS_REJECT_UNAUTHORIZED=0",
  'process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"',
  "{ rejectUnauthorized: false }",
  "curl -k https://localhost",
])("%s would be found", (text) => {
  expect(text).toMatch(OFF);
});

test("nothing here turns the checks of TLS off", async () => {
  const files = await glob("**/*.{ts,mjs,cjs,json,md,py,java,sh,html,yml,yaml,bicep}", {
    cwd: root,
    dot: true,
    ignore: [
      "**/node_modules",
      ".git",
      "dist",
      "web/dist",
      "**/package-lock.json",
      "docs",
      "test/unit/shared/settings/settings.test.ts",
      "test/unit/shared/support/messages.ts",
      "test/unit/tlsChecks.test.ts",
    ],
  });
  const all = [...files, ".ci/run"];

  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((file) => OFF.test(readFileSync(join(root, file), "utf8")))).toEqual([]);
});
