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

describe("npm run quickstart", () => {
  test.each([[[]], [["--keyless"]]])("walks the lifecycle on an API of its own, with %j", async (args) => {
    const { stdout, stderr, code } = await quickstart(...args);
    expect(stdout).toMatch(OUTPUT);
    expect([stderr, code]).toEqual(["", 0]);
  });

  test("an API that runs already cannot be made keyless", async () => {
    const { code, stdout, stderr } = await quickstart("--url", "http://localhost:9", "--keyless");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe("--keyless is about an API of its own; leave out --url. See --help.\n");
  });
});
