import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";
import { runCurl } from "../support/runCurl";
import { until } from "../support/until";

/** `npm start` as a person runs it, but on any free port; the build that it runs first is there already. */
class NpmStart {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;

  constructor(...options: string[]) {
    const args = ["start", "--ignore-scripts", "--", "--port", "0", ...options];
    this.#child = spawn("npm", args, { cwd: projectRoot(), detached: true, stdio: ["ignore", "pipe", "ignore"] });
    if (this.#child.stdout) {
      createInterface({ input: this.#child.stdout }).on("line", (line) => this.lines.push(line));
    }
  }

  async line(start: string): Promise<string> {
    const found = () => this.lines.find((line) => line.trim().startsWith(start));
    await until(() => found() !== undefined);
    return found()?.trim() ?? "";
  }

  /** What a terminal does on Ctrl-C: the signal goes to every process of the group. */
  async pressCtrlC(): Promise<void> {
    process.kill(-this.#group(), "SIGINT");
    await once(this.#child, "exit");
  }

  /** Whether any process is left of all that this one started. */
  hasProcesses(): boolean {
    try {
      return process.kill(-this.#group(), 0);
    } catch {
      return false;
    }
  }

  #group(): number {
    return this.#child.pid ?? NaN;
  }
}

describe("npm start", () => {
  test("prints its endpoints and a curl that works when pasted; Ctrl-C ends all of it", async () => {
    const start = new NpmStart();

    const reply = await runCurl(await start.line("curl"));

    expect(reply.status).toBe(201);
    for (const name of ["CreateIdentity", "DeleteIdentity", "IssueToken", "OpenApi", "RevokeTokens"]) {
      expect(await start.line(`${name}: [`)).toContain("http://localhost:");
    }
    await start.pressCtrlC();
    await until(() => !start.hasProcesses());
  });

  test("when it is killed, the API does not outlive it", async () => {
    const args = [join(projectRoot(), "dist/tools/start/main.js"), "--port", "0", "--json"];
    const start = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
    const [line] = (await once(createInterface({ input: start.stdout }), "line")) as unknown[];
    const { url } = z.object({ url: z.string() }).parse(JSON.parse(String(line)));
    expect((await fetch(`${url}/api/openapi.json`)).status).toBe(200);

    start.kill("SIGKILL");

    await until(() =>
      fetch(`${url}/api/openapi.json`).then(
        () => false,
        () => true,
      ),
    );
  });

  test("with --auth the curl carries the key that the API asks for", async () => {
    const start = new NpmStart("--auth");
    const curl = await start.line("curl");

    expect((await runCurl(curl)).status).toBe(201);
    expect((await runCurl(curl.replace(/ -H "x-functions-key: [^"]+"/, ""))).status).toBe(401);
    await start.pressCtrlC();
  });

  test("with --json prints one line for scripts", async () => {
    const start = new NpmStart("--json", "--test-surface");

    const announced: unknown = JSON.parse(await start.line("{"));

    expect(announced).toMatchObject({
      url: expect.stringMatching(/^http:\/\/localhost:\d+$/) as unknown,
      connectionString: expect.stringMatching(/^endpoint=https:\/\/localhost:\d+\/;accesskey=/) as unknown,
      caFile: expect.stringContaining("ca.pem") as unknown,
      testSurfaceUrl: expect.stringMatching(/\/emulator$/) as unknown,
      emulators: { acs: expect.stringMatching(/^https:/) as unknown },
    });
    await start.pressCtrlC();
  });
});
