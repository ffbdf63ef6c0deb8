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
      dependencies: z.record(z.string(), z.string()).default({}),
      optionalDependencies: z.record(z.string(), z.string()).default({}),
      hasInstallScript: z.boolean().default(false),
    }),
  ),
});

function lockOf(lockFile: string) {
  return lockShape.parse(JSON.parse(readFileSync(join(projectRoot(), lockFile), "utf8"))).packages;
}

test.each(["package-lock.json", "web/package-lock.json", "test/openapi-tools/package-lock.json"])(
  "each package in %s is held to its content",
  (lockFile) => {
    // The others are the project's own: the root, its workspaces, and the links to those.
    const packages = Object.entries(lockOf(lockFile)).filter(
      ([path, { link }]) => path.includes("node_modules/") && !link,
    );

    expect(packages.length).toBeGreaterThan(0);
    expect(packages.filter(([, { integrity = "" }]) => !integrity.startsWith("sha512-")).map(([path]) => path)).toEqual(
      [],
    );
  },
);

test("npm 11 need not ask about a script that a package has for its installation: package.json refuses each by name", () => {
  const { allowScripts } = z
    .object({ allowScripts: z.record(z.string(), z.literal(false)) })
    .parse(JSON.parse(readFileSync(join(projectRoot(), "package.json"), "utf8")));
  const withScript = Object.entries(lockOf("package-lock.json")).filter(([, { hasInstallScript }]) => hasInstallScript);

  expect(withScript.map(([path]) => path.replace(/^.*node_modules\//, "")).sort()).toEqual(
    Object.keys(allowScripts).sort(),
  );
});

test("no package that is deployed runs a script when it is installed", () => {
  const packages = lockOf("package-lock.json");
  // As Node finds them: in the folder itself, else in the one above. What only a workspace needs is not deployed.
  const pathOf = (name: string, from: string): string => {
    const path = `${from}node_modules/${name}`;
    const above = from.replace(/node_modules\/(?:@[^/]+\/)?[^/]+\/$/, "");
    return path in packages || from === "" ? path : pathOf(name, above);
  };
  const deployed = new Set<string>();
  const visit = (path: string) => {
    const { dependencies = {}, optionalDependencies = {} } = packages[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = pathOf(name, path === "" ? "" : `${path}/`);
      if (!deployed.has(found)) {
        deployed.add(found);
        visit(found);
      }
    }
  };
  visit("");

  expect(deployed.size).toBeGreaterThan(0);
  expect([...deployed].filter((path) => !(path in packages) || packages[path]?.hasInstallScript)).toEqual([]);
});
