import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of a test file's own, gone after it. */
export function temporaryDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "acs-token-api-test-")));
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

/** A new empty folder for each test of the file; the function that comes back tells which. */
export function directoryOfEachTest(): () => string {
  const all = temporaryDirectory();
  let directory = all;
  beforeEach(() => {
    directory = mkdtempSync(join(all, "test-"));
  });
  return () => directory;
}
