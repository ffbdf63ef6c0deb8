import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { projectRoot } from "../../tools/kit/projectRoot";
import { withApi } from "../support/ApiUnderTest";

const ID = "8:acs:[0-9a-f-]{36}_[0-9a-f-]{36}";
const DATE = "[A-Z][a-z]{2} [A-Z][a-z]{2} \\d{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT[+-]\\d{4} \\(.+\\)";
const TOKEN = "eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+";

const OUTPUT = new RegExp(`^Azure Communication Services - Access Tokens Quickstart

Created an identity: (${ID})

Issued an access token with 'voip' scope that expires at ${DATE}:
${TOKEN}

Issued an access token with 'chat' scope that expires at ${DATE}:
${TOKEN}

Successfully revoked all access tokens for identity with ID: \\1

Deleted the identity with ID: \\1
$`);

async function quickstart(...args: string[]) {
  const child = spawn(process.execPath, [join(projectRoot(), "dist/tools/quickstart/main.js"), ...args]);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { stdout, stderr, code: child.exitCode };
}

describe("npm run quickstart", () => {
  test("walks the lifecycle on an API of its own", async () => {
    const { stdout, stderr, code } = await quickstart();

    expect(stdout).toMatch(OUTPUT);
    expect([stderr, code]).toEqual(["", 0]);
  });

  test("walks a running API, and says what it could not check there", async () => {
    await withApi({ auth: true }, async ({ url, keys }) => {
      const { stdout, stderr, code } = await quickstart("--url", `${url}/api/`, "--key", keys.host);

      expect(stdout).toMatch(OUTPUT);
      expect(stderr).toMatch(/^Not checked: that the old tokens are refused\..*\n$/);
      expect(code).toBe(0);
    });
  });

  test.each([
    ["http://localhost:9", /^No token API answers at http:\/\/localhost:9\. .*\n$/],
    ["nowhere", /^.*nowhere.*\n$/],
  ])("a wrong URL, %s: one line, exit code 1", async (url, line) => {
    const { stdout, stderr, code } = await quickstart("--url", url);

    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toMatch(line);
  });

  test("a refused key: one line, exit code 1", async () => {
    await withApi({ auth: true }, async ({ url }) => {
      const { stdout, stderr, code } = await quickstart("--url", url, "--key", "wrong");

      expect([stdout, code]).toEqual(["", 1]);
      expect(stderr).toMatch(/^Could not create an identity: 401: the function key .* --key\.\n$/);
    });
  });

  test("an ACS that answers 503: one line, exit code 1", async () => {
    await withApi({}, async ({ url, emulator }) => {
      emulator.control.setFault("acs", { status: 503, retryAfter: 30 });

      const { stdout, stderr, code } = await quickstart("--url", url);

      expect([stdout, code]).toEqual(["", 1]);
      expect(stderr).toMatch(/^Could not create an identity: 503 UpstreamUnavailable: .*30 seconds\.\n$/);
    });
  });

  test("a delete that does not delete is found out", async () => {
    await withApi({}, async ({ url, emulator }) => {
      emulator.control.setFault("acs", { status: 204, method: "DELETE" });

      const { stderr, code } = await quickstart("--url", url);

      expect(code).toBe(1);
      expect(stderr).toMatch(/still gets tokens after it was deleted/);
    });
  });
});
