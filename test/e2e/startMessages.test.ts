import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";
import { temporaryDirectory } from "../unit/tools/host/support/temporaryDirectory";

const directory = temporaryDirectory();

async function run(...args: string[]) {
  const child = spawn(process.execPath, args, { cwd: projectRoot() });
  const [, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { stderr, code: child.exitCode };
}

test("a Node that is too old is told before anything is built", async () => {
  const { stderr, code } = await run("--no-experimental-require-module", "tools/beforeBuild.cjs");
  expect(stderr).toMatch(
    /^This project needs Node 20\.19 or later \(of Node 22: 22\.12 or later\); this is Node [\d.]+\.\n$/,
  );
  expect(code).toBe(1);
});

test.each(["package.json", "web/package.json"])("%s asks npm for the same", (manifest) => {
  const { engines } = z
    .object({ engines: z.unknown() })
    .parse(JSON.parse(readFileSync(join(projectRoot(), manifest), "utf8")));
  expect(engines).toEqual({ node: "^20.19 || >=22.12" });
});

test.each([
  ["start/main.js", "--ca"],
  ["quickstart/main.js", "--ca"],
  ["package/main.js", "--out"],
])("%s: a folder that cannot be used is told in one line, with the option %s", async (main, option) => {
  const file = join(directory(), "file");
  writeFileSync(file, "");
  const { stderr, code } = await run(join("dist/tools", main), option, join(file, "below"));
  expect(stderr).toMatch(
    new RegExp(`^Cannot use .*file.* \\(E[A-Z]+\\)\\. Choose another folder with ${option}\\.\\n$`),
  );
  expect(code).toBe(1);
});

test("a port that is taken is told once", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const { stderr, code } = await run("dist/tools/start/main.js", "--port", String(port));
  taken.close();
  expect(stderr.match(/is taken/g)).toHaveLength(1);
  expect(code).toBe(1);
});
