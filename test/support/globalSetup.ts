import { CASES_RUN } from "./cases";
import { folderOfRun } from "./folderOfRun";
import { removeStaleApp } from "./packagedApp";

/** Runs once, before all tests. */
export default async function globalSetup(): Promise<void> {
  process.stdout.write(`${CASES_RUN}\n`);
  // For os.tmpdir() of the processes that run tests, and of those that these start.
  process.env["TMPDIR"] = folderOfRun();
  await removeStaleApp();
}
