import { cp, mkdtemp, realpath, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PROJECT } from "./buildHost";

/** The folder of an app with a function for most of what a host does. */
export const FIXTURE_APP = resolve(__dirname, "../fixtures/app");

/**
 * Puts an app into a new folder, which is to be removed by the caller: what is in `template`, if one is named, and the
 * given files. host.json and package.json are there unless they are among them.
 */
export async function createApp(files: Readonly<Record<string, string>>, template?: string): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "functions-app-")));
  await symlink(join(PROJECT, "node_modules"), join(directory, "node_modules"), "junction");
  if (template !== undefined) {
    await cp(template, directory, { recursive: true });
  }
  const all = { "host.json": '{"version":"2.0"}', "package.json": '{"main":"*.{cjs,mjs}"}', ...files };
  await Promise.all(Object.entries(all).map(([name, text]) => writeFile(join(directory, name), text)));
  return directory;
}
