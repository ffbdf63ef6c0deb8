import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new empty folder, gone after the run. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "test-"));
}

/** One for each test of the file; the function that comes back tells which. */
export function directoryOfEachTest(): () => string {
  let directory = "";
  beforeEach(() => {
    directory = temporaryDirectory();
  });
  return () => directory;
}
