import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasCode } from "../../tools/kit/hasCode";

/** With the id of the run's process. */
export const NAME_OF_FOLDER = /^acs-token-api-tests-(\d+)-/;

/**
 * A new folder for all that one run of the tests puts into temporary folders. Takes away those of runs that were
 * killed.
 */
export function folderOfRun(parent = realpathSync(tmpdir())): string {
  for (const name of readdirSync(parent)) {
    const [, pid] = NAME_OF_FOLDER.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
  const folder = mkdtempSync(join(parent, `acs-token-api-tests-${process.pid}-`));
  // Some tests run a program as another user, who has to get through.
  chmodSync(folder, 0o755);
  return folder;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}
