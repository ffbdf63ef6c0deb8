import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";
import { NpmScript } from "../support/NpmScript";
import { runCurl } from "../support/runCurl";
import { directoryOfEachTest } from "../support/temporaryDirectory";
import { until } from "../support/until";
import { runTool } from "./support/runTool";

const directory = directoryOfEachTest();

/** What the shell of somebody has who runs the API against a resource in Azure, too. The emulators are not to mind it. */
const OF_A_REAL_RESOURCE = {
  ACS_ENDPOINT: "https://contoso.communication.azure.com",
  AZURE_CLIENT_ID: "7d4e1c00-0000-4000-8000-000000000002",
};

describe("npm start", () => {
  let npm: NpmScript | undefined;

  afterEach(async () => {
    npm?.killAll();
    await until(() => npm?.processes().length === 0);
  });

  /** As a person runs it, but on any free port. */
  function start(...options: string[]): NpmScript {
    npm = new NpmScript("start", ["--port", "0", ...options], { environment: OF_A_REAL_RESOURCE });
    return npm;
  }

  test("prints its endpoints and a curl that works when pasted; Ctrl-C ends all of it", async () => {
    const script = start();
    expect((await runCurl(await script.says("curl -X"))).status).toBe(201);
    for (const name of ["CreateIdentity", "DeleteIdentity", "IssueToken", "OpenApi", "RevokeTokens"]) {
      expect(await script.says(`${name}: [`)).toContain("http://localhost:");
    }
    script.pressCtrlC();
    await until(() => script.processes().length === 0);
  });

  test("greets before all else, and then says in words what its log has to warn of", async () => {
    const script = start();
    expect(await script.says("30 September 2028")).toMatch(/^Azure Communication Services ends chat/);
    const greeting = script.lines.findIndex((line) => line.startsWith("The token API is ready"));
    const ofNpm = (line: string) => line === "" || line.startsWith("> ");
    expect(script.lines.slice(0, greeting).filter((line) => !ofNpm(line))).toEqual([]);
  });

  test("prints with --auth a curl with the key that the API asks for", async () => {
    const curl = await start("--auth").says("curl -X");
    expect((await runCurl(curl)).status).toBe(201);
    expect((await runCurl(curl.replace(/ -H "x-functions-key: [^"]+"/, ""))).status).toBe(401);
  });

  test("prints one line for scripts with --json, and does not outlive the process that is killed", async () => {
    const options = ["--port", "0", "--json", "--test-surface"];
    const args = [join(projectRoot(), "dist/tools/start/main.js"), ...options];
    const started = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
    const [line] = (await once(createInterface({ input: started.stdout }), "line")) as unknown[];
    const announced: unknown = JSON.parse(String(line));
    expect(announced).toMatchObject({
      url: expect.stringMatching(/^http:\/\/localhost:\d+$/) as unknown,
      connectionString: expect.stringMatching(/^endpoint=https:\/\/localhost:\d+\/;accesskey=/) as unknown,
      caFile: expect.stringContaining("ca.pem") as unknown,
      testSurfaceUrl: expect.stringMatching(/\/emulator$/) as unknown,
      emulators: { acs: expect.stringMatching(/^https:/) as unknown },
    });
    const { url } = z.object({ url: z.string() }).parse(announced);
    const isReached = () =>
      fetch(`${url}/api/openapi.json`).then(
        ({ ok }) => ok,
        () => false,
      );
    expect(await isReached()).toBe(true);
    started.kill("SIGKILL");
    await until(async () => !(await isReached()));
  });
});

describe("what cannot be started is told in one line", () => {
  const OLD_NODE = /^This project needs Node 20\.19 or later \(of Node 22: 22\.12 or later\); this is Node [\d.]+\.\n$/;

  test("a Node that is too old, before anything is built", async () => {
    const args = ["--no-experimental-require-module", "tools/beforeBuild.cjs"];
    const child: ChildProcess = spawn(process.execPath, args, { cwd: projectRoot() });
    const [stderr] = await Promise.all([child.stderr ? text(child.stderr) : "", once(child, "close")]);
    expect(stderr).toMatch(OLD_NODE);
    expect(child.exitCode).toBe(1);
  });

  test.each(["package.json", "web/package.json"])("%s asks npm for the same Node", (manifest) => {
    const { engines } = z
      .object({ engines: z.unknown() })
      .parse(JSON.parse(readFileSync(join(projectRoot(), manifest), "utf8")));
    expect(engines).toEqual({ node: "^20.19 || >=22.12" });
  });

  test.each([
    ["start/main.js", "--ca"],
    ["quickstart/main.js", "--ca"],
    ["emulator/main.js", "--ca"],
    ["package/main.js", "--out"],
  ])("by %s a folder that cannot be used, with the option %s", async (program, option) => {
    const file = join(directory(), "file");
    writeFileSync(file, "");
    const { stderr, code } = await runTool(program, [option, join(file, "below")]);
    expect(stderr).toMatch(
      new RegExp(`^Cannot use .*file.* \\(E[A-Z]+\\)\\. Choose another folder with ${option}\\.\\n$`),
    );
    expect(code).toBe(1);
  });

  test("a port that is taken, once, with the option for another one", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = z.object({ port: z.int() }).parse(taken.address());
    const { stderr, code } = await runTool("start/main.js", ["--port", String(port)]);
    taken.close();
    expect(stderr).toMatch(new RegExp(`^Port ${port} is taken, .* --port\\.\n$`, "m"));
    expect([stderr.match(/is taken/g)?.length, code]).toEqual([1, 1]);
  });
});
