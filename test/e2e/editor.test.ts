import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";
import { stageApp } from "../support/stageApp";
import { MANIFEST } from "../unit/docs/pages";
import { runTool } from "./support/runTool";

function fileOf<T>(path: string, shape: z.ZodType<T>): T {
  return shape.parse(JSON.parse(readFileSync(join(projectRoot(), path), "utf8")));
}

const { configurations } = fileOf(
  ".vscode/launch.json",
  z.object({
    configurations: z.array(
      z.object({
        name: z.string(),
        preLaunchTask: z.string(),
        program: z.string(),
        args: z.array(z.string()),
        env: z.record(z.string(), z.string()).default({}),
        outFiles: z.array(z.string()),
      }),
    ),
  }),
);
const { tasks } = fileOf(
  ".vscode/tasks.json",
  z.object({ tasks: z.array(z.object({ label: z.string(), type: z.literal("npm"), script: z.string() })) }),
);
const container = fileOf(
  ".devcontainer/devcontainer.json",
  z.object({
    image: z.string(),
    postCreateCommand: z.string(),
    forwardPorts: z.array(z.int()),
    portsAttributes: z.record(z.string(), z.object({ label: z.string() })),
  }),
);

/** Starts what a configuration names, with more arguments, as VS Code does, but for the debugger. */
function launch(name: string, more: readonly string[] = [], cwd = projectRoot()) {
  const found = configurations.find((each) => each.name === name);
  const { program = "", args = [], env } = found ?? {};
  const words = [program, ...args].map((word) =>
    word.replace("${workspaceFolder}", projectRoot()).replace("${relativeFile}", "test/unit/hostJson.test.ts"),
  );
  return spawn(process.execPath, [...words, ...more], { cwd, env: { ...process.env, ...env } });
}

describe("VS Code", () => {
  test.each([
    { name: "API with emulators", ready: "curl -X" },
    { name: "API alone, set by local.settings.json", ready: "IssueToken: " },
  ])("starts $name, and ends it by Ctrl-C", async ({ name, ready }) => {
    const child = launch(name, ["--port", "0"], stageApp());
    const ended = once(child, "close");
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes(ready)) {
        child.kill("SIGINT");
      }
    }
    expect(await ended).toEqual([0, null]);
  });

  test("runs the tests of the file that is open", async () => {
    const child = launch("Tests of the open file");
    const [output] = await Promise.all([text(child.stderr), text(child.stdout), once(child, "close")]);

    expect(output).toMatch(/^PASS test\/unit\/hostJson\.test\.ts/m);
    expect(child.exitCode).toBe(0);
  });

  test.each(configurations)("finds the sources of $name by the maps of its build", ({ preLaunchTask, ...rest }) => {
    const program = rest.program.replace("${workspaceFolder}", projectRoot());
    const { sources } = z
      .object({ sources: z.tuple([z.string()]) })
      .parse(JSON.parse(readFileSync(`${program}.map`, "utf8")));

    expect(tasks.find(({ label }) => label === preLaunchTask)?.script).toBe("build");
    expect(rest.outFiles).toEqual(["${workspaceFolder}/dist/**/*.js"]);
    expect(existsSync(join(dirname(program), sources[0]))).toBe(true);
  });

  test("starts the API with the settings that requests.http asks for", () => {
    const [, settings] =
      /^# ([A-Z_]+=.*) npm start$/m.exec(readFileSync(join(projectRoot(), "requests.http"), "utf8")) ?? [];
    const { env = {} } = configurations.find(({ name }) => name === "API with emulators") ?? {};

    expect(
      Object.entries(env)
        .map((setting) => setting.join("="))
        .join(" "),
    ).toBe(settings);
  });

  test("has a task for no script that is not there", () => {
    expect(tasks.filter(({ script }) => !(script in MANIFEST.scripts))).toEqual([]);
  });
});

describe("the development container", () => {
  test("has the Node that is deployed, and the packages of the lock", () => {
    const [, deployed = "none"] =
      /^param runtimeVersion string = '(\d+)'$/m.exec(readFileSync(join(projectRoot(), "infra/main.bicep"), "utf8")) ??
      [];

    expect(container.image).toMatch(new RegExp(`:${deployed}-\\w+$`));
    expect(container.postCreateCommand).toBe("npm ci");
  });

  test.each(Object.entries(container.portsAttributes))(
    "passes on port %s, where by default listens %j",
    async (port, { label }) => {
      const script = MANIFEST.scripts[label.replace(/^npm (?:run )?/, "")] ?? "";
      const { stdout } = await runTool(script.replace("exec node dist/tools/", ""), ["--help"]);

      expect(container.forwardPorts).toContain(Number(port));
      expect(stdout).toContain(`${port} by default`);
    },
  );
});
