import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../kit/projectRoot";
import { buildPackage } from "../../package/buildPackage";
import { bundleApp } from "../../package/bundleApp";
import type { CleanUp } from "../../testbed/CleanUp";

/** An app to start, in a folder of its own. */
export interface BenchApp {
  readonly name: string;
  readonly directory: string;
  /** Whether its reply brings a token. */
  readonly issuesToken: boolean;
}

const OUR_MAIN = "dist/{IssueToken,ManageIdentity,ManageTeamsAccess,RevokeTokens,Service}/index.js";

/** Puts the apps that are compared into a temporary folder, which `running` removes; the first is the base of the others. */
export async function stageApps(running: CleanUp): Promise<BenchApp[]> {
  const root = projectRoot();
  const parent = mkdtempSync(join(tmpdir(), "acs-token-api-bench-"));
  running.defer(() => {
    rmSync(parent, { recursive: true });
  });
  const folderFor = (name: string) => {
    const directory = join(parent, name);
    mkdirSync(directory);
    return directory;
  };
  const bundled = (name: string, files: ReadonlyMap<string, Uint8Array>) => {
    const directory = folderFor(name);
    files.forEach((bytes, file) => {
      writeFileSync(join(directory, file), bytes);
    });
    return directory;
  };
  const plain = (name: string, main: string) => {
    const directory = folderFor(name);
    symlinkSync(join(root, "dist"), join(directory, "dist"));
    symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
    copyFileSync(join(root, "host.json"), join(directory, "host.json"));
    writeFileSync(join(directory, "package.json"), JSON.stringify({ main }));
    return directory;
  };
  const empty = await bundleApp('import "./tools/bench/start/apps/empty";', root);
  const ours = await buildPackage(root);
  const hostJson = ours.files.get("host.json") ?? new Uint8Array();
  const emptyFiles = new Map([
    ...empty.files,
    ["host.json", hostJson],
    ["package.json", Buffer.from('{"main":"index.js"}')],
  ]);
  const apps = "dist/tools/bench/start/apps";
  return [
    { name: "empty app, bundled", directory: bundled("empty", emptyFiles), issuesToken: false },
    { name: "empty app", directory: plain("empty-plain", `${apps}/empty.js`), issuesToken: false },
    { name: "this app, bundled", directory: bundled("ours", ours.files), issuesToken: true },
    { name: "this app", directory: plain("ours-plain", OUR_MAIN), issuesToken: true },
    { name: "the tutorials' way", directory: plain("tutorial", `${apps}/tutorial.js`), issuesToken: true },
  ];
}
