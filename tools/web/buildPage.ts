import { spawn } from "node:child_process";
import { once } from "node:events";
import { webFolder } from "./webFolder";
import { WebStartError } from "./WebStartError";

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
