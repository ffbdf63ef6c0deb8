import { readFileSync } from "node:fs";
import { join } from "node:path";
import glob from "fast-glob";
import { projectRoot } from "../../tools/kit/projectRoot";

const root = projectRoot();

/** What turns the check of a server's certificate off, in Node, curl, Python, Java and .NET. */
const OFF =
  /NODE_TLS_REJECT_UNAUTHORIZED\W+0|rejectUnauthorized|strictSSL|curl[^\n]* (?:-k|--insecure)\b|verify ?= ?False|_create_unverified_context|TrustAll|ServerCertificateCustomValidation/;

/** What lets the SDKs call without TLS. */
const PLAIN = /allowInsecureConnection/;
/** The identity's endpoint on Azure's hosts is plain HTTP on loopback; the client that minds the permission; the emulator's --http; servers on loopback. */
const PLAIN_IN = [
  "findings/identity-signed-redirect.sh",
  "findings/tables-double-as-int32.sh",
  "findings/tables-odata-bigint.sh",
  "findings/tables-transaction-row-reply.sh",
  "shared/managedIdentity.ts",
  "shared/resilience/sdkHttpClient.ts",
  "test/emulator/http.test.ts",
  "test/unit/shared/resilience/sdkHttpClient.test.ts",
  "tools/emulator/README.md",
];

test.each([
  "NODE_TLS_REJECT_UNAUTHORIZED=0",
  'process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"',
  "{ rejectUnauthorized: false }",
  "curl -k https://localhost",
])("%s would be found", (text) => {
  expect(text).toMatch(OFF);
});

test("nothing here turns the checks of TLS off, and only what is named goes without TLS", async () => {
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
  const having = (text: RegExp) => all.filter((file) => text.test(readFileSync(join(root, file), "utf8")));
  expect(having(OFF)).toEqual([]);
  expect(having(PLAIN).sort()).toEqual(PLAIN_IN);
});
