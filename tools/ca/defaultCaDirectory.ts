import { homedir } from "node:os";
import { join, sep } from "node:path";
import { projectRoot } from "../projectRoot";
import { userDataDirectory, type UserEnvironment } from "./userDataDirectory";

/**
 * In the project itself `.development-ca` in its root, which git ignores; the same from the sources and from the build.
 * Where this is installed as a package, whose folder may go at any time, a directory of the user's.
 */
export function defaultCaDirectory(root: string = projectRoot(), user: UserEnvironment = thisUser()): string {
  return isInstalled(root) ? join(userDataDirectory(user), "acs-emulator", "ca") : join(root, ".development-ca");
}

function isInstalled(root: string): boolean {
  return root.split(sep).includes("node_modules");
}

function thisUser(): UserEnvironment {
  return { platform: process.platform, home: homedir(), variables: process.env };
}
