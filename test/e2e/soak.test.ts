import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";

const broken = z.object({ count: z.number(), explained: z.array(z.string()) });
const soakReport = z.object({
  requests: z.number(),
  outcomes: z.array(z.object({ operation: z.string(), outcome: z.string(), count: z.number() })),
  injected: z.object({ latest: z.array(z.object({ seconds: z.number(), what: z.string() })) }),
  memory: z.object({ rss: z.object({ max: z.number() }), heap: z.object({ samples: z.number() }) }),
  leaks: z.object({ looked: z.number(), found: z.number() }),
  identities: z.object({ lost: z.number(), false204s: z.number() }),
  broken,
  verdict: z.string(),
});
const killReport = z.object({ kills: z.number(), acknowledged: z.number(), broken, verdict: z.string() });

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** A tool in a process group of its own, as a terminal runs it. */
class Tool {
  readonly #child: ChildProcess;

  constructor(name: string, args: readonly string[], variables: Record<string, string> = {}) {
    this.#child = spawn(process.execPath, [join(projectRoot(), `dist/tools/soak/${name}.js`), ...args, "--json"], {
      env: {
        ...process.env,
        NODE_OPTIONS: `--require ${join(projectRoot(), "test/support/loopback-only.cjs")}`,
        ...variables,
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
  }

  /** It has begun: its first line says so. */
  async started(): Promise<void> {
    await once(this.#child.stderr ?? this.#child, "data");
  }

  pressCtrlC(): void {
    process.kill(-(this.#child.pid ?? NaN), "SIGINT");
  }

  async ended(): Promise<Ended> {
    const { stdout, stderr } = this.#child;
    const closed = once(this.#child, "close");
    const [out, err] = await Promise.all([stdout ? text(stdout) : "", stderr ? text(stderr) : ""]);
    await closed;
    return { code: this.#child.exitCode, out, err };
  }
}

describe("soak", () => {
  const brief = ["--minutes", "0.1", "--clients", "4", "--seed", "3"];

  test("a brief run keeps all promises, and tells what it did", async () => {
    const { code, out, err } = await new Tool("main", brief).ended();

    expect(err).toBe("Started, with seed 3; Ctrl-C ends it early, with a report.\n");
    const report = soakReport.parse(JSON.parse(out));
    expect(report.broken).toEqual({ count: 0, explained: [] });
    expect([code, report.verdict]).toEqual([0, "all promises kept"]);
    expect(report.identities).toEqual({ lost: 0, false204s: 0 });
    expect(report.injected.latest.map(({ what }) => what)).toContainEqual(expect.stringMatching(/access key changes/));
    expect(report.injected.latest.length).toBeGreaterThan(1);
    const done = report.outcomes.map(({ operation, outcome }) => `${operation} ${outcome}`);
    expect(done).toEqual(expect.arrayContaining(["CreateIdentity 201", "IssueToken 200"]));
    expect(report.memory.rss.max).toBeGreaterThan(10_000);
    expect(report.memory.heap.samples).toBeGreaterThan(0);
    expect(report.leaks.looked).toBeGreaterThan(report.requests);
    expect(report.leaks.found).toBe(0);
  });

  test("finds an API that does not do what it is asked", async () => {
    const settings = { ACS_ALLOWED_SCOPES: "chat", ACS_DEFAULT_SCOPES: "chat" };

    const { code, out } = await new Tool("main", brief, settings).ended();

    const report = soakReport.parse(JSON.parse(out));
    expect([code, report.verdict]).toEqual([1, "broken promises"]);
    expect(report.broken.explained.join("\n")).toMatch(/expected 20., got 403 ScopeNotAllowed/);
    expect(report.broken.explained.join("\n")).toMatch(/asked for chat,voip, got chat/);
  });

  test("Ctrl-C ends it early, with a report of what was", async () => {
    const tool = new Tool("main", ["--minutes", "10", "--clients", "4", "--seed", "3"]);
    await tool.started();
    tool.pressCtrlC();

    const { code, out } = await tool.ended();

    expect(soakReport.parse(JSON.parse(out)).broken.explained).toEqual([]);
    expect(code).toBe(0);
  });
});

describe("soak:kill", () => {
  test("a few kills undo nothing that was acknowledged", async () => {
    const { code, out } = await new Tool("kill/main", ["--runs", "3", "--seed", "5"]).ended();

    const report = killReport.parse(JSON.parse(out));
    expect(report.broken).toEqual({ count: 0, explained: [] });
    expect([code, report.kills]).toEqual([0, 3]);
    expect(report.acknowledged).toBeGreaterThan(0);
  });
});

test.each([
  ["main", ["--minutes", "soon"]],
  ["kill/main", ["--runs", "0"]],
])("%s %j: one line that says what to do", async (name, args) => {
  const { code, out, err } = await new Tool(name, args).ended();
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(/^--\w+ must be .+\. See --help\.\n$/);
});
