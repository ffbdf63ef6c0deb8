import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";
import { packagedApp } from "../support/packagedApp";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { filesOf } from "../support/unpack";

const AZURE_YAML = readFileSync(join(projectRoot(), "azure.yaml"), "utf8");

const manifest = z.object({ scripts: z.object({ build: z.string() }) });

function inAzureYaml(name: string): string {
  return new RegExp(`^ +${name}: (.+)$`, "m").exec(AZURE_YAML)?.[1] ?? "";
}

describe("azure.yaml", () => {
  test("names the service that the template's app has as a tag, a Functions app whose build azd does not leave to Azure", () => {
    expect(AZURE_YAML).toMatch(/^services:\n {2}api:\n/m);
    expect(inAzureYaml("host")).toBe("function");
    expect(inAzureYaml("language")).toBe("js");
    expect(inAzureYaml("remoteBuild")).toBe("false");
    expect(inAzureYaml("path")).toBe("infra");
    expect(inAzureYaml("module")).toBe("main");
  });

  test("has azd build by npm run package, into a folder of its own that no other build takes away", () => {
    const service = join(projectRoot(), inAzureYaml("project"));
    const { scripts } = manifest.parse(JSON.parse(readFileSync(join(service, "package.json"), "utf8")));
    const staged = relative(projectRoot(), join(service, inAzureYaml("dist")));

    expect(scripts.build).toBe(`npm run --silent --prefix ../.. package -- --files ${staged}`);
    expect(staged).toBe("infra/package/dist");
  });

  test("has azd deploy what npm run package makes, byte for byte, however often azd builds", async () => {
    const { zip } = await packagedApp();
    const out = temporaryDirectory();
    const staged = join(out, "dist");

    // azd builds, and builds again to package; `npm run package` after its build, as the script above says.
    for (const build of ["first", "second"]) {
      const main = join(projectRoot(), "dist/tools/package/main.js");
      const { stdout } = await promisify(execFile)(process.execPath, [main, "--out", out, "--files", staged]);
      expect([build, readFileSync(join(out, basename(zip))).equals(readFileSync(zip))]).toEqual([build, true]);
      expectToTell(stdout, join(out, basename(zip)));
      expect([build, contentsOf(staged)]).toEqual([build, texts(filesOf(zip))]);
      writeFileSync(join(staged, "chunk-OLD.js"), "what a former build has left");
    }
  });
});

/** What is in the zip, its size and its path. */
function expectToTell(printed: string, zip: string): void {
  for (const name of Object.keys(filesOf(zip))) {
    expect(printed).toContain(`${name} `);
  }
  expect(printed).toMatch(/^zipped +\d+\.\d$/m);
  // From the folder that it runs in.
  expect(resolve(printed.trim().split("\n").at(-1) ?? "")).toBe(zip);
}

function contentsOf(directory: string): Record<string, string> {
  return texts(Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name))])));
}

function texts(files: Readonly<Record<string, Uint8Array>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]),
  );
}
