import { mkdir, mkdtemp, realpath, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { transformFile } from "@swc/core";
import { glob } from "fast-glob";

export const PROJECT = resolve(__dirname, "../../../../..");

/**
 * Compiles the host into a new folder, which is to be removed by the caller. Jest itself cannot run it whole: it loads
 * modules by its own `require`, where the host's has no effect.
 * @returns the folder; in it, `tools/host/main.js` is the host.
 */
export async function buildHost(): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "functions-host-build-")));
  await symlink(join(PROJECT, "node_modules"), join(directory, "node_modules"), "junction");
  const shared = ["shared/clock.ts", "shared/withTimeLimit.ts"];
  const sources = await glob(["tools/host/**/*.ts", "tools/kit/{commandLine,maskPath}.ts", ...shared], {
    cwd: PROJECT,
  });
  await Promise.all(sources.map((source) => compile(source, directory)));
  return directory;
}

async function compile(source: string, directory: string): Promise<void> {
  const { code } = await transformFile(join(PROJECT, source), {
    jsc: { target: "es2022", parser: { syntax: "typescript" } },
    module: { type: "commonjs", ignoreDynamic: true },
    swcrc: false,
  });
  const target = join(directory, source.replace(/\.ts$/, ".js"));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code);
}
