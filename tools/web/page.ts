import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../kit/ports";
import { projectRoot } from "../kit/projectRoot";

/** The page could not be started; the message is one line that says why and what to do. */
export class WebStartError extends Error {
  override readonly name = "WebStartError";
}

/** The folder of the page, which has dependencies of its own. @throws WebStartError when they are not installed */
export function webFolder(): string {
  const folder = join(projectRoot(), "web");
  if (!existsSync(join(folder, "node_modules"))) {
    throw new WebStartError("The page's own packages are not installed; run: npm ci --ignore-scripts --prefix web");
  }
  return folder;
}

/** The port itself, or one that the system chooses for 0. `option` is where another is chosen. @throws WebStartError */
export async function unusedPort(port: number, option = "--port"): Promise<number> {
  return await freePort(port).catch(() => {
    throw portInUse(port, option);
  });
}

export function portInUse(port: number, option = "--port"): WebStartError {
  return new WebStartError(`Port ${port} is in use; choose another with ${option}.`);
}

/** Builds the page into web/dist. @throws WebStartError */
export async function buildPage(): Promise<void> {
  const vite = spawn(process.execPath, ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], {
    cwd: webFolder(),
    stdio: "inherit",
  });
  await once(vite, "close");
  if (vite.exitCode !== 0) {
    throw new WebStartError("The page could not be built; see above.");
  }
}
