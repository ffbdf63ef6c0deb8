import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { NpmScript } from "../../test/support/NpmScript";
import { staticWebApps } from "../../test/support/principals";
import { projectRoot } from "../../tools/kit/projectRoot";

test.each([[[]], [["--keyless"]]])(
  "start:web with %j serves page and API, and Ctrl-C stops all of it",
  async (more) => {
    const { child, lines } = startWeb("--port", "0", "--api-port", "0", ...more);
    await expect.poll(() => lines.some((line) => line.includes("Ctrl-C stops it.")), { timeout: 40_000 }).toBe(true);
    const greeting = lines.findIndex((line) => line.startsWith("The page is ready"));
    expect(lines.slice(0, greeting).filter((line) => line !== "")).toEqual([]);
    expect(lines.some((line) => /^ +Azure Communication Services ends chat.* 2028/.test(line))).toBe(true);
    const [page, api] = [urlIn(lines, "Page:"), urlIn(lines, "API:")];
    expect(await (await fetch(page)).text()).toContain("Your calling and chat token");
    expect((await fetch(`${page}/api/me/token`)).status).toBe(401);
    expect((await fetch(`${new URL(api).origin}/api/openapi.json`)).status).toBe(200);
    const headers = { "x-ms-client-principal": staticWebApps({ userId: "alice" }) };
    expect((await fetch(`${new URL(api).origin}/api/me/token`, { headers })).status).toBe(200);

    pressCtrlC(child);
    await once(child, "close");
    expect(child.exitCode).toBe(0);
    expect(lines.filter((line) => line.includes("ended by itself"))).toEqual([]);
    await expect(fetch(page)).rejects.toThrow();
    await expect(fetch(api)).rejects.toThrow();
  },
);

test("a port in use is told in one line, and nothing is left running", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const { child, lines } = startWeb("--port", String(port), "--api-port", "0");
  await once(child, "close");
  taken.close();
  expect(child.exitCode).toBe(1);
  expect(lines.at(-1)).toBe(`Port ${port} is in use; choose another with --port.`);
});

test.each(["SIGTERM", "SIGINT", "SIGKILL"] as const)("%s to npm alone ends all that it started", async (signal) => {
  const npm = new NpmScript("start:web", ["--port", "0", "--api-port", "0"]);
  try {
    await expect.poll(() => npm.lines.join("\n"), { timeout: 40_000 }).toContain("Ctrl-C stops it.");
    npm.kill(signal);
    await expect.poll(() => npm.processes(), { timeout: 20_000 }).toEqual([]);
  } finally {
    npm.killAll();
  }
});

test("a bad option is told in one line", async () => {
  const { child, lines } = startWeb("--port", "http");
  await once(child, "close");
  expect(child.exitCode).toBe(2);
  expect(lines).toEqual(["--port must be a whole number from 0 to 65535. See --help."]);
});

/** In a process group of its own, as a terminal has it. `lines` collects what it prints, of either kind. */
function startWeb(...options: string[]): { child: ChildProcess; lines: string[] } {
  const main = join(projectRoot(), "dist/tools/web/main.js");
  const child = spawn(process.execPath, [main, ...options], { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => lines.push(line));
  }
  return { child, lines };
}

/** A terminal tells the whole group. */
function pressCtrlC({ pid }: ChildProcess): void {
  if (pid !== undefined) {
    process.kill(-pid, "SIGINT");
  }
}

function urlIn(lines: readonly string[], label: string): string {
  const line = lines.find((text) => text.includes(label)) ?? "";
  return /http:\/\/\S+/.exec(line)?.[0] ?? "";
}
