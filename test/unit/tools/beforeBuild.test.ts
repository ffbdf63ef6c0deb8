import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import glob from "fast-glob";
import { projectRoot } from "../../../tools/kit/projectRoot";
import { temporaryDirectory } from "../../support/temporaryDirectory";

test("what is built stays while it is built anew, for programs that run from it; what has no source any more goes", () => {
  const root = temporaryDirectory();
  const sources = ["tools/emulator/site/live.js", "shared/clock.ts", "openapi.json"];
  const built = ["shared/clock.js", "shared/clock.js.map", "openapi.json"];
  const left = ["shared/removed.js", "shared/removed.js.map", "removed/main.js", "tools/packagedApp/main.js"];
  for (const file of [...sources, ...[...built, ...left].map((name) => join("dist", name))]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), "");
  }
  cpSync(join(projectRoot(), "tools/beforeBuild.cjs"), join(root, "tools/beforeBuild.cjs"));

  execFileSync(process.execPath, [join(root, "tools/beforeBuild.cjs")]);

  const found = glob.sync("**", { cwd: join(root, "dist") });
  expect(found.sort()).toEqual([...built, "tools/emulator/site/live.js"].sort());
});
