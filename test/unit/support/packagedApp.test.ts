import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { removeStaleApp } from "../../support/packagedApp";
import { directoryOfEachTest } from "../../support/temporaryDirectory";

const MADE_AT = 1_000;

const root = directoryOfEachTest();

function write(path: string, changedAt: number): void {
  const file = join(root(), path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "");
  utimesSync(file, changedAt, changedAt);
}

/** Whether tests would be given the app that was packaged before. */
async function isKept(): Promise<boolean> {
  const app = join(root(), "dist/tools/packagedApp");
  mkdirSync(app, { recursive: true });
  utimesSync(app, MADE_AT, MADE_AT);
  await removeStaleApp(root());
  return existsSync(app);
}

const SOURCES = ["IssueToken/index.ts", "Service/health/a.ts", "shared/acs/a.ts", "host.json", "package-lock.json"];

beforeEach(() => {
  SOURCES.forEach((path) => {
    write(path, MADE_AT - 1);
  });
});

test("the packaged app is kept while nothing of it has changed, whatever has beside it", async () => {
  ["test/a.test.ts", "tools/a.ts", "README.md"].forEach((path) => {
    write(path, MADE_AT + 1);
  });

  expect(await isKept()).toBe(true);
});

test.each([...SOURCES, "ManageIdentity/new.ts"])("the packaged app is stale once %s has changed", async (path) => {
  write(path, MADE_AT + 1);

  expect(await isKept()).toBe(false);
});

test("nothing is done where no app has been packaged yet", async () => {
  await expect(removeStaleApp(root())).resolves.toBeUndefined();
});
