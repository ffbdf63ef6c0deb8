import { withApi } from "../support/ApiUnderTest";
import { runTool } from "./support/runTool";

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

const quickstart = (...args: string[]) => runTool("quickstart/main.js", args);

/** It gets nothing done, and says in one line why. */
async function expectFailure(args: readonly string[], line: RegExp): Promise<void> {
  const { code, stdout, stderr } = await quickstart(...args);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(line);
}

describe("npm run quickstart", () => {
  test.each([[[]], [["--keyless"]]])("walks the lifecycle on an API of its own, with %j", async (args) => {
    const { stdout, stderr, code } = await quickstart(...args);
    expect(stdout).toMatch(OUTPUT);
    expect([stderr, code]).toEqual(["", 0]);
  });

  test("walks a running API: says what it could not check there, what is refused, and what is not as it should be", async () => {
    await withApi({ auth: true }, async ({ url, keys, emulator }) => {
      const withKey = ["--url", url, "--key", keys.host];
      const { stdout, stderr, code } = await quickstart("--url", `${url}/api/`, "--key", keys.host);
      expect(stdout).toMatch(OUTPUT);
      expect(stderr).toMatch(/^Not checked: that the old tokens are refused\..*\n$/);
      expect(code).toBe(0);

      await expectFailure(
        ["--url", url, "--key", "wrong"],
        /^Could not create an identity: 401: the function key .* --key\.\n$/,
      );

      emulator.control.setFault("acs", { status: 204, method: "DELETE" });
      const deceived = await quickstart(...withKey);
      expect(deceived.code).toBe(1);
      expect(deceived.stderr).toMatch(/still gets tokens after it was deleted/);

      emulator.control.setFault("acs", { status: 503, retryAfter: 30 });
      await expectFailure(withKey, /^Could not create an identity: 503 UpstreamUnavailable: .*30 seconds\.\n$/);
    });
  });

  test.each([
    ["http://localhost:9", /^No token API answers at http:\/\/localhost:9\. .*\n$/],
    ["nowhere", /^.*nowhere.*\n$/],
  ])("says in one line that %s is no API", async (url, line) => {
    await expectFailure(["--url", url], line);
  });

  test("an API that runs already cannot be made keyless", async () => {
    const { code, stdout, stderr } = await quickstart("--url", "http://localhost:9", "--keyless");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe("--keyless is about an API of its own; leave out --url. See --help.\n");
  });
});
