import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { folderOfRun } from "../../support/folderOfRun";
import { temporaryDirectory } from "../../support/temporaryDirectory";

test("a run has a folder of its own, and takes away what runs have left that are no more, and nothing else", () => {
  const parent = temporaryDirectory();
  const { pid: dead } = spawnSync(process.execPath, ["--version"]);
  const others = [`acs-token-api-tests-${process.ppid}-a`, "acs-token-api-tests-", `another-${dead}-a`];
  for (const name of [`acs-token-api-tests-${dead}-a`, ...others]) {
    mkdirSync(join(parent, name, "folder"), { recursive: true });
  }

  const own = folderOfRun(parent);

  expect(existsSync(own)).toBe(true);
  expect(
    readdirSync(parent)
      .map((name) => join(parent, name))
      .sort(),
  ).toEqual([own, ...others.map((name) => join(parent, name))].sort());
});
