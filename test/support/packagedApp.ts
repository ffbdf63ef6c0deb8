import { execFile } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import glob from "fast-glob";
import { projectRoot } from "../../tools/kit/projectRoot";
import { filesOf } from "./unpack";

const TOOLS = join(projectRoot(), "dist/tools");
const PACKAGED = "dist/tools/packagedApp";
const DIRECTORY = join(projectRoot(), PACKAGED);

/** In this test file. */
let making: Promise<void> | undefined;

/**
 * The app as it is deployed, with local.settings.json copied from its example: it starts sooner than what the compiler
 * leaves, and its zip. It is made once for a build, which takes it away with the build before, and anew when its sources have changed since.
 */
export async function packagedApp(): Promise<{ readonly directory: string; readonly zip: string }> {
  // By those who ask at once, once: each of them would take the processor from the others.
  making ??= make();
  await making;
  const zip = readdirSync(DIRECTORY).find((name) => name.endsWith(".zip")) ?? "";
  return { directory: DIRECTORY, zip: join(DIRECTORY, zip) };
}

/** Before any test runs: later, others may be using it. `root`: of the project. */
export async function removeStaleApp(root: string = projectRoot()): Promise<void> {
  const sources = await glob(
    ["{IssueToken,Manage*,RevokeTokens,Service,shared}/**/*.ts", "host.json", "package*.json"],
    { cwd: root, stats: true },
  );
  const changedAt = Math.max(...sources.map(({ stats }) => stats?.mtimeMs ?? 0));
  const directory = join(root, PACKAGED);
  if (existsSync(directory) && statSync(directory).mtimeMs < changedAt) {
    rmSync(directory, { recursive: true });
  }
}

async function make(): Promise<void> {
  if (existsSync(DIRECTORY)) {
    return;
  }
  const made = mkdtempSync(join(TOOLS, "packaging-"));
  const { stdout } = await promisify(execFile)(process.execPath, [join(TOOLS, "package/main.js"), "--out", made]);
  const zip = stdout.trim().split("\n").at(-1) ?? "";
  for (const [name, bytes] of Object.entries(filesOf(zip))) {
    writeFileSync(join(made, name), bytes);
  }
  copyFileSync(join(projectRoot(), "local.settings.json.example"), join(made, "local.settings.json"));
  placeOnce(made, DIRECTORY);
}

/** Another process may have been first. */
function placeOnce(made: string, directory: string): void {
  try {
    renameSync(made, directory);
  } catch {
    rmSync(made, { recursive: true });
  }
}
