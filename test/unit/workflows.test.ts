import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSettings } from "../../shared/settings/settings";
import { wellKnown } from "../../tools/emulator/wellKnown";
import { projectRoot } from "../../tools/kit/projectRoot";
import { parseCommandLine } from "../../tools/rotateKey/parseCommandLine";
import { stepsOf, WORKFLOWS } from "../support/workflows";
import { MANIFEST } from "./docs/pages";

const JOBS = WORKFLOWS.flatMap(({ file, jobs }) =>
  Object.entries(jobs).map(([name, job]) => ({ at: `${file} ${name}`, ...job })),
);

test("There are workflows to check, deploy and rotate the key", () => {
  expect(WORKFLOWS.map(({ file }) => file)).toEqual(["ci.yml", "deploy.yml", "rotate-key.yml"]);
});

test.each(WORKFLOWS)("$file: each action is pinned by its commit, with its version beside it", ({ text }) => {
  const used = [...text.matchAll(/^.*\buses:.*$/gm)].map(([line]) => line);

  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((line) => !/ uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
});

test("An action has the same commit in all workflows", () => {
  const used = new Set(JOBS.flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? [])));

  expect(new Set([...used].map((each) => each.split("@")[0])).size).toBe(used.size);
});

test.each(WORKFLOWS)("$file: there is no permission but those that a job names", ({ permissions }) => {
  expect(permissions).toEqual({});
});

test.each(JOBS)("$at: it may read the code, and prove who it is where people can stand in between", (job) => {
  const { permissions, environment, steps } = job;
  const signsIn = steps.some(({ uses }) => uses?.startsWith("Azure/login@"));

  expect(Object.entries(permissions)).toEqual(
    expect.arrayContaining(signsIn ? [["id-token", "write"]] : [["contents", "read"]]),
  );
  expect(Object.entries(permissions).filter(([name]) => !["contents", "id-token"].includes(name))).toEqual([]);
  expect(permissions["contents"] ?? "read").toBe("read");
  expect("id-token" in permissions).toBe(signsIn);
  expect(environment !== undefined).toBe(signsIn);
});

test.each(JOBS)("$at: a checkout leaves no credential behind, and no secret is used", ({ steps }) => {
  const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));

  expect(checkouts.map((each) => each.with["persist-credentials"])).toEqual(checkouts.map(() => false));
  expect(JSON.stringify(steps)).not.toMatch(/secrets\./);
});

test.each(JOBS)("$at: what it runs is there, and nothing is put into a command", ({ steps }) => {
  const commands = steps.flatMap(({ run }) => run ?? []);
  const scripts = commands.flatMap((run) =>
    [...run.matchAll(/npm run (?:--[\w-]+ )*([\w:-]+)/g)].map(([, name = ""]) => name),
  );

  expect(scripts.filter((name) => !(name in MANIFEST.scripts))).toEqual([]);
  expect(commands.filter((run) => run.includes("${{"))).toEqual([]);
});

test("Packages run no code beside Azure's token: what is deployed is packaged in a job that cannot sign in", () => {
  const commands = stepsOf("deploy.yml", "deploy").flatMap(({ run }) => run ?? []);

  expect(commands).toEqual(["sha256sum --check release/app.zip.sha256"]);
});

test("What is deployed is what the other job has packaged and nothing else, once its checksum was looked at", () => {
  const upload = stepsOf("deploy.yml", "package").at(-1);
  const [download, check, signIn, deploy, ...more] = stepsOf("deploy.yml", "deploy");

  expect(WORKFLOWS.find(({ file }) => file === "deploy.yml")?.jobs["deploy"]?.needs).toBe("package");
  expect(upload?.with).toEqual({
    name: "release",
    path: "release/app.zip\nrelease/app.zip.sha256\n",
    "if-no-files-found": "error",
  });
  expect(download).toMatchObject({
    uses: expect.stringMatching(/^actions\/download-artifact@/) as unknown,
    with: { name: "release", path: "release" },
  });
  expect(Object.keys(download?.with ?? {})).toEqual(["name", "path"]);
  expect(check?.run).toBe("sha256sum --check release/app.zip.sha256");
  expect(signIn?.uses).toMatch(/^Azure\/login@/);
  expect(deploy?.uses).toMatch(/^Azure\/functions-action@/);
  expect(deploy?.with).toEqual({ "app-name": "${{ vars.API_NAME }}", package: "release/app.zip" });
  expect(more).toEqual([]);
});

test("CI does what .ci/run does, with the .NET that the client in C# is written for", () => {
  const steps = stepsOf("ci.yml", "check");
  const project = readFileSync(join(projectRoot(), "clients/csharp/Quickstart.csproj"), "utf8");
  const [, version] = /<TargetFramework>net(\d+\.\d+)</.exec(project) ?? [];

  expect(steps.at(-1)?.run).toBe(".ci/run");
  expect(steps.find(({ uses }) => uses?.startsWith("actions/setup-dotnet@"))?.with).toEqual({
    "dotnet-version": `${version}.x`,
  });
});

/** What the step that rotates the key asks for, in a repository with these variables. */
function rotationWith(variables: Readonly<Record<string, string>>) {
  const { run = "", env = {} } = stepsOf("rotate-key.yml", "rotate").at(-1) ?? {};
  const [, line = ""] = run.split(" -- ");
  const args = line.split(" ").map((word) => {
    const [, name = ""] = /^"\$(\w+)"$/.exec(word) ?? [];
    const [, variable = "", fallback = ""] =
      /^\$\{\{ vars\.(\w+)(?: \|\| '([^']+)')? \}\}$/.exec(env[name] ?? "") ?? [];
    return name === "" ? word : (variables[variable] ?? fallback);
  });
  return parseCommandLine(args);
}

test("The key is rotated as the repository's variables say, by default as the app is set by default", () => {
  const required = { ACS_RESOURCE_ID: wellKnown.azureResourceId, KEY_VAULT_URL: "https://name.vault.azure.net" };
  const asked = { resourceId: wellKnown.azureResourceId, vaultUrl: "https://name.vault.azure.net" };

  expect(readSettings(required).acs).toMatchObject({
    connectionStringSecret: rotationWith(required)?.secretName,
    connectionStringMaxAgeSeconds: rotationWith(required)?.maxAgeSeconds,
  });
  const set = { ACS_CONNECTION_STRING_SECRET: "another", ACS_CONNECTION_STRING_MAX_AGE_SECONDS: "7200" };
  expect(rotationWith({ ...required, ...set })).toMatchObject({
    ...asked,
    secretName: "another",
    maxAgeSeconds: 7_200,
  });
});

test("Nothing is built beside Azure's token: what is signed in only runs what was built before", () => {
  const steps = stepsOf("rotate-key.yml", "rotate");
  const signIn = steps.findIndex(({ uses }) => uses?.startsWith("Azure/login@"));

  expect(steps.slice(0, signIn).flatMap(({ run }) => run ?? [])).toEqual(["npm ci --ignore-scripts", "npm run build"]);
  expect(steps.slice(signIn + 1)).toMatchObject([
    { run: expect.stringMatching(/^npm run --ignore-scripts rotate-key -- /) as unknown },
  ]);
});

test("The key is rotated by one run at a time, and none is cut short", () => {
  const { concurrency } = WORKFLOWS.find(({ file }) => file === "rotate-key.yml") ?? {};

  expect(concurrency).toEqual({ group: "rotate-key", "cancel-in-progress": false });
});
