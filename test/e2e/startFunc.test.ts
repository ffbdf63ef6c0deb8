import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { projectRoot } from "../../tools/kit/projectRoot";
import { testOfAllCases } from "../support/cases";
import { directoryOfEachTest } from "../support/temporaryDirectory";
import { runTool } from "./support/runTool";

/** Core Tools cannot be had here: this stands for them, and shows only what they are started with. */
const funcOf = (version: string) => `#!${process.execPath}
if (process.argv[2] === "--version") {
  console.log(${JSON.stringify(version)});
  process.exit();
}
const { KEY_VAULT_URL, IDENTITY_ENDPOINT, NODE_EXTRA_CA_CERTS, FUNCTIONS_WORKER_RUNTIME } = process.env;
console.log(JSON.stringify({ args: process.argv.slice(2), KEY_VAULT_URL, IDENTITY_ENDPOINT, NODE_EXTRA_CA_CERTS, FUNCTIONS_WORKER_RUNTIME }));
process.exitCode = 7;
`;

const startFunc = (PATH: string) => runTool("start/func.js", ["--port", "7072"], { PATH });

/** The least version of Core Tools, as README tells it. */
const [, MAJOR = "", MINOR = ""] =
  /start:func`[^]*?version (\d+)\.(\d+)\s+or\s+later/.exec(readFileSync(join(projectRoot(), "README.md"), "utf8")) ??
  [];

const directory = directoryOfEachTest();

/** A path on which func is found. */
function install(version: string, program = funcOf(version)): string {
  const func = join(directory(), "func");
  writeFileSync(func, program);
  chmodSync(func, 0o755);
  return [directory(), process.env["PATH"]].join(delimiter);
}

describe("npm run start:func", () => {
  test.each([`${MAJOR}.${MINOR}.0`, "4.100.1", "5.0.0", "a build of one's own"])(
    "starts func %s among the emulators, hands on its options, and ends as it ends",
    async (version) => {
      const { stdout, code } = await startFunc(install(version));
      expect(JSON.parse(stdout)).toEqual({
        args: ["start", "--port", "7072"],
        KEY_VAULT_URL: expect.stringMatching(/^https:\/\/localhost:\d+$/) as unknown,
        IDENTITY_ENDPOINT: expect.stringMatching(/^https:\/\/localhost:\d+\/msi\/token$/) as unknown,
        NODE_EXTRA_CA_CERTS: expect.stringContaining("ca.pem") as unknown,
        FUNCTIONS_WORKER_RUNTIME: "node",
      });
      expect(code).toBe(7);
    },
  );

  test.each([`${MAJOR}.${Number(MINOR) - 1}.99`, "4.0.5907", "3.0.6280"])(
    "refuses func %s, which may listen on all interfaces, in one line that says what to do",
    async (version) => {
      const { stdout, stderr, code } = await startFunc(install(version));
      expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
      expect(stderr).toMatch(/^[^\n]*all network interfaces[^\n]*4\.14 or later[^\n]*npm start\.\n$/);
    },
  );

  testOfAllCases()("does not wait without end for a func that does not tell its version", async () => {
    const { stderr, code } = await startFunc(install("", "#!/bin/sh\nexec sleep 3600\n"));
    expect(stderr).toMatch(/do not work.*npm start\.\n$/);
    expect(code).toBe(1);
  });

  test("says in one line that func is not installed", async () => {
    const { stderr, code } = await startFunc(dirname(directory()));
    expect(stderr).toMatch(/func\) are not installed.*npm start\.\n$/);
    expect(code).toBe(1);
  });
});
