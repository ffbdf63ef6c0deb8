import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../tools/kit/projectRoot";
import { OPERATIONS } from "../../../tools/openapi/operations";
import { MANIFEST } from "./pages";

const drawing = readFileSync(join(projectRoot(), "docs", "request.svg"), "utf8");

test("README's drawing leads each kind of caller to the routes that its operations have", () => {
  const drawn = [...drawing.matchAll(/class="route" data-access="(\w+)"[^>]*>([^<]+)</g)].map(
    ([, access, route]) => `${String(access)} ${String(route)}`,
  );
  const recorded = OPERATIONS.map(({ access, route }) => `${access} /api/${String(route.split("/")[0])}`);

  expect(drawn.sort()).toEqual([...new Set(recorded)].sort());
});

test("README's drawing has each folder of functions that the app is made of", () => {
  const drawn = [...drawing.matchAll(/class="folder"[^>]*>(\w+)\//g)].map(([, folder]) => folder);

  expect(`dist/{${drawn.join(",")}}/index.js`).toBe(MANIFEST.main);
});
