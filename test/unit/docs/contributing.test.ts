import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../tools/kit/projectRoot";
import { named, sectionsOf } from "./pages";

const page = { name: "CONTRIBUTING.md", text: readFileSync(join(projectRoot(), "CONTRIBUTING.md"), "utf8") };
const PATH = /^\.?[\w-]+(?:\/[\w.-]*)+$|^[\w.-]+\.(?:md|json|cjs)$/;

test("each file and room that CONTRIBUTING names exists", () => {
  const inTest = (path: string) => existsSync(join(projectRoot(), "test", path));
  const missing = named(PATH, page).filter((path) => !existsSync(join(projectRoot(), path)) && !inTest(path));

  expect(named(PATH, page).length).toBeGreaterThan(30);
  expect(missing).toEqual([]);
});

test("an endpoint more touches at most five files, its test among them", () => {
  const { heading, text } = sectionsOf(page).find((section) => section.heading === "Add an endpoint") ?? {};
  const files = named(PATH, { name: String(heading), text: text ?? "" });

  expect(files).toContain("test/unit/functions/IssueToken.test.ts");
  expect(files.length).toBeLessThanOrEqual(5);
});
