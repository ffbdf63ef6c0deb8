import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../tools/kit/projectRoot";
import { apiForAll } from "../e2e/support/apiForAll";
import { testWith } from "../emulator/support/testWith";
import { masked, QUICKSTART_LINES } from "../support/quickstartLines";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { copyClients, type Ended, LANGUAGES, run, TRIED } from "./support/languages";

const directory = temporaryDirectory();

const NOT_CHECKED = "Not checked: that the old tokens are refused, which the API does not tell.\n";

const api = apiForAll({ auth: true });

beforeAll(() => {
  copyClients(directory);
});

/** The options of a running API that is asked with this key. */
function at(key = api().keys.host): string[] {
  return ["--url", `${api().url}/api/`, "--key", key];
}

describe.each(TRIED)("the quickstart in $name", ({ program, readme, built }) => {
  const start = async (...args: string[]) => await run(built, args, directory);

  testWith(program)("prints the lines of either edition, and ends with 0", async () => {
    // npm would build this project anew, which is in use.
    const first = readme.startsWith("npm ") ? built : readme;
    await expectWalk("2020-11", () => run(first, at(), directory));
    await expectWalk("2020-11", () => start(...at(), "--edition", "2020-11"));
    await expectWalk("2020-09", () => start(...at(), "--edition", "2020-09"));
  });

  testWith(program)("says in one line what failed, and ends with 1", async () => {
    for (const url of ["http://localhost:9", "nowhere"]) {
      const stderr = `No token API answers at ${url}. Start one with npm start, or name it by --url http://HOST:PORT.\n`;
      expect(await start("--url", url)).toEqual({ code: 1, stdout: "", stderr });
    }
    expect(await start(...at("wrong"))).toEqual({
      code: 1,
      stdout: "",
      stderr: "Could not create an identity: 401: The function key is missing or refused.\n",
    });
    api().emulator.control.setFault("acs", { status: 503, retryAfter: 300 });
    const { code, stdout, stderr } = await start(...at());
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^Could not create an identity: 503 UpstreamUnavailable: .*\n$/);
  });

  testWith(program)("believes no API that deletes in words alone", async () => {
    api().emulator.control.setFault("acs", { status: 204, method: "DELETE" });
    const { code, stdout, stderr } = await start(...at());
    expect([code, stdout.trimEnd().split("\n").at(-1)]).toEqual([1, expect.stringMatching(/^Successfully revoked /)]);
    expect(stderr.replace(/8:acs:\S+/, "ID")).toBe(
      `${NOT_CHECKED}The identity ID still gets tokens after it was deleted.\n`,
    );
  });

  testWith(program)("refuses another edition, and ends with 2", async () => {
    const { code, stdout, stderr } = await start("--edition", "2019-01");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("--edition");
  });
});

afterEach(() => {
  api().emulator.control.clearFaults();
});

/** It prints what that edition prints, and ACS is asked for each step of it, and whether the identity is gone. */
async function expectWalk(edition: keyof typeof QUICKSTART_LINES, walk: () => Promise<Ended>): Promise<void> {
  const before = callsOfAcs();
  const { code, stdout, stderr } = await walk();
  expect([code, stderr]).toEqual([0, NOT_CHECKED]);
  expect(masked(stdout, api().emulator)).toBe(QUICKSTART_LINES[edition]);
  const calls = Object.entries(callsOfAcs()).map(([name, count]) => [name, count - (before[name] ?? 0)]);
  expect(Object.fromEntries(calls)).toEqual({
    createIdentity: 1,
    issueAccessToken: 3,
    revokeAccessTokens: 1,
    deleteIdentity: 1,
  });
}

function callsOfAcs(): Record<string, number> {
  return api().emulator.control.state().requests.acs;
}

test("README starts each of them so", () => {
  const page = readFileSync(join(projectRoot(), "README.md"), "utf8");
  const [, block = ""] = /^## Use it from your language\n[^]*?^```sh\n([^]*?)^```$/m.exec(page) ?? [];
  expect(block.trimEnd().split("\n")).toEqual(LANGUAGES.map((language) => language.readme));
});

test("git ignores what is made where they are built and run in their folders", () => {
  const made = ["clients/csharp/bin/a", "clients/csharp/obj/a", "clients/python/__pycache__/a", "dist/clients/java/a"];
  const { stdout } = spawnSync("git", ["check-ignore", ...made], { cwd: projectRoot(), encoding: "utf8" });
  expect(stdout.trimEnd().split("\n")).toEqual(made);
});
