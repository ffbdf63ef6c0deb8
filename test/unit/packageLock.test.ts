import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";

const lockShape = z.object({
  packages: z.record(
    z.string(),
    z.object({
      link: z.boolean().default(false),
      integrity: z.string().optional(),
      dev: z.boolean().default(false),
      hasInstallScript: z.boolean().default(false),
    }),
  ),
});

/** What is not of the project itself: its own packages are the root, the workspaces, and the links to those. */
function packagesOf(lockFile: string) {
  const lock = lockShape.parse(JSON.parse(readFileSync(join(projectRoot(), lockFile), "utf8")));
  return Object.entries(lock.packages).filter(([path, { link }]) => path.includes("node_modules/") && !link);
}

test.each(["package-lock.json", "web/package-lock.json", "test/openapi-tools/package-lock.json"])(
  "each package in %s is held to its content",
  (lockFile) => {
    const packages = packagesOf(lockFile);

    expect(packages.length).toBeGreaterThan(0);
    expect(packages.filter(([, { integrity = "" }]) => !integrity.startsWith("sha512-")).map(([path]) => path)).toEqual(
      [],
    );
  },
);

test("no package that is deployed runs a script when it is installed", () => {
  const deployed = packagesOf("package-lock.json").filter(([, { dev }]) => !dev);

  expect(deployed.length).toBeGreaterThan(0);
  expect(deployed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
});
