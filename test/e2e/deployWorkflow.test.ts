import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectRoot } from "../../tools/kit/projectRoot";
import { testOfAllCases } from "../support/cases";
import { packagedApp } from "../support/packagedApp";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { stepsOf } from "../support/workflows";

/** It builds all anew, on a machine that may be busy. */
const LIMIT_MS = 600_000;

const directory = temporaryDirectory();

/** All that git keeps, as a checkout has it. */
function checkOut(to: string): void {
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: projectRoot(), encoding: "utf8" }).split("\0");
  for (const file of files.filter(Boolean)) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    copyFileSync(join(projectRoot(), file), join(to, file));
  }
}

/** An npm whose `npm ci --ignore-scripts`, and no other, takes the packages that this project has installed, without the network. */
function standInForNpm(to: string): string {
  const bin = join(to, "bin");
  const npm = execFileSync("sh", ["-c", "command -v npm"], { encoding: "utf8" }).trim();
  mkdirSync(bin);
  writeFileSync(
    join(bin, "npm"),
    `#!/bin/sh\nif [ "$*" = "ci --ignore-scripts" ]; then cp -al '${projectRoot()}/node_modules' . 2>/dev/null || cp -a '${projectRoot()}/node_modules' .; elif [ "$1" != run ]; then exit 1; else exec '${npm}' "$@"; fi\n`,
  );
  chmodSync(join(bin, "npm"), 0o755);
  return bin;
}

testOfAllCases()(
  "The steps of deploy.yml up to the upload make the zip of npm run package, byte for byte, with its checksum",
  async () => {
    const checkout = join(directory, "checkout");
    mkdirSync(checkout);
    checkOut(checkout);
    const PATH = `${standInForNpm(directory)}:${process.env["PATH"] ?? ""}`;
    // As GitHub runs them.
    const run = (script: string) =>
      execFileSync("bash", ["-e", "-c", script], { cwd: checkout, env: { ...process.env, PATH }, encoding: "utf8" });

    const steps = stepsOf("deploy.yml", "package");
    const upload = steps.findIndex(({ uses }) => uses?.startsWith("actions/upload-artifact@"));
    for (const { run: script } of steps.slice(0, upload)) {
      if (script !== undefined) {
        run(script);
      }
    }
    const uploaded = String(steps[upload]?.with["path"]).trim().split("\n");
    const [zip = "", checksum, ...more] = uploaded;
    expect(more).toEqual([]);

    const { zip: own } = await packagedApp();
    expect(readFileSync(join(checkout, zip)).equals(readFileSync(own))).toBe(true);
    // As the other job looks at it, where only these two files are.
    expect(run(`sha256sum --check ${checksum}`)).toBe(`${zip}: OK\n`);
  },
  LIMIT_MS,
);
