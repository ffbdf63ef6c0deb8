import { spawnSync } from "node:child_process";
import { isOfDebian } from "./runProgram";

/**
 * A test that needs a program beside Node. Where the program is not installed the test is reported as skipped; in CI,
 * which installs what Debian has, it runs and says what is missing.
 */
export function testWith(program: string): jest.It {
  const isThere = spawnSync(program, ["--version"]).error === undefined;
  return isThere || (process.env["CI"] && isOfDebian(program)) ? test : test.skip;
}
