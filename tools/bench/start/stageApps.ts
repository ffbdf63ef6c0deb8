import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { projectRoot } from "../../kit/projectRoot";
import { buildPackage } from "../../package/buildPackage";
import { bundleApp } from "../../package/bundleApp";
import type { CleanUp } from "../../testbed/CleanUp";
import { stageFilesIn } from "../stageFiles";

export const EMPTY = "an empty app";
export const TUTORIAL = "the tutorials' way";
export const OTHER = "the other app";

/** An app to start, in a folder of its own. */
export interface BenchApp {
  readonly name: string;
  readonly directory: string;
  /** Whether its reply brings a token. */
  readonly issuesToken: boolean;
}

/**
 * Puts the apps that are compared into a temporary folder, which `running` removes: the first is the base of the others.
 * `against`: the folder of another app that issues tokens, to be measured, too.
 */
export async function stageApps(running: CleanUp, against: string | undefined): Promise<BenchApp[]> {
  if (against !== undefined && !existsSync(join(against, "host.json"))) {
    throw new Error(`There is no host.json in ${against}: is this the folder of a Functions app?`);
  }
  const root = projectRoot();
  const staged = stageFilesIn(running);
  const bundled = async (name: string) => {
    const { files } = await bundleApp(`import "./tools/bench/start/apps/${name}";`, root);
    return staged(name, new Map([...files, ["package.json", Buffer.from('{"main":"index.js"}')]]));
  };
  const { files: ours } = await buildPackage(root);
  return [
    { name: EMPTY, directory: await bundled("empty"), issuesToken: false },
    { name: "this app", directory: staged("ours", ours), issuesToken: true },
    ...(against === undefined ? [] : [{ name: OTHER, directory: resolve(against), issuesToken: true }]),
    { name: TUTORIAL, directory: await bundled("tutorial"), issuesToken: true },
  ];
}
