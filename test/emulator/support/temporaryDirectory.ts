import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A directory of a test's own, gone after its file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "emulator-test-"));
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}
