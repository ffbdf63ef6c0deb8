import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
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

test("each room of shared/ has its place in the layers that lint holds", async () => {
  const config: unknown = await import(join(projectRoot(), ".dependency-cruiser.cjs"));
  const { forbidden } = layered.parse(config);
  const layers = forbidden.filter(({ name }) => name.startsWith("nothing-above-"));
  const rooms = readdirSync(join(projectRoot(), "shared"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

  // Nothing is above the topmost.
  const below = layers.map(({ from }) => from.path);
  const topmost = rooms.filter((room) => !below.includes(`^shared/${room}/`));
  expect([below.length, topmost]).toEqual([rooms.length - 1, ["health"]]);
});

const layered = z.object({
  forbidden: z.array(z.object({ name: z.string(), from: z.object({ path: z.string().optional() }) })),
});
