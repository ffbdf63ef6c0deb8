import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";

const lockShape = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string(),
      integrity: z.string().optional(),
      dev: z.boolean().default(false),
      hasInstallScript: z.boolean().default(false),
    }),
  ),
});

function packagesOf(lockFile: string) {
  const lock = lockShape.parse(JSON.parse(readFileSync(join(projectRoot(), lockFile), "utf8")));
  return Object.entries(lock.packages).filter(([path]) => path !== "");
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
