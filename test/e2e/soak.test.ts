import { join } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";
import { testsOneOf } from "../support/cases";
import { Tool } from "./support/runTool";

const violations = z.object({ count: z.number(), explained: z.array(z.string()) });
const soakReport = z.object({
  requests: z.number(),
  outcomes: z.record(z.string(), z.number()),
  injected: z.object({ latest: z.array(z.object({ seconds: z.number(), what: z.string() })) }),
  memory: z.object({ rss: z.object({ max: z.number() }), heap: z.object({ samples: z.number() }) }),
  leaks: z.object({ looked: z.number(), found: z.number() }),
  identities: z.object({ lost: z.number(), false204s: z.number() }),
  violations,
  kills: z.number(),
  verdict: z.string(),
});

const NODE_OPTIONS = `--require ${join(projectRoot(), "test/support/loopback-only.cjs")}`;
/** What standard error tells of itself at a terminal. */
const AT_TERMINAL = { NODE_OPTIONS: `${NODE_OPTIONS} --import data:text/javascript,process.stderr.isTTY=true` };

/** With `--json`, and with no network but loopback. */
function soak(name: string, args: readonly string[], variables: Record<string, string> = {}): Tool {
  return new Tool(`soak/${name}.js`, [...args, "--json"], { NODE_OPTIONS, ...variables });
}

const testSoak = testsOneOf("brief", "violated", "ended early", "kill");

describe("soak", () => {
  const walks = ["--clients", "4", "--seed", "3"];

  testSoak("brief")("a brief run keeps all promises, and tells what it did", async () => {
    const { code, stdout, stderr } = await soak("main", ["--minutes", "0.1", ...walks]).ended();

    expect(stderr).toBe("Started, with seed 3; Ctrl-C ends it early, with a report.\n");
    const report = soakReport.parse(JSON.parse(stdout));
    expect(report.violations).toEqual({ count: 0, explained: [] });
    expect([code, report.verdict]).toEqual([0, "all promises kept"]);
    expect(report.identities).toEqual({ lost: 0, false204s: 0 });
    expect(report.injected.latest.map(({ what }) => what)).toContainEqual(expect.stringMatching(/access key changes/));
    expect(report.injected.latest.length).toBeGreaterThan(1);
    expect(Object.keys(report.outcomes)).toEqual(expect.arrayContaining(["CreateIdentity 201", "IssueToken 200"]));
    expect(report.memory.rss.max).toBeGreaterThan(10_000);
    expect(report.memory.heap.samples).toBeGreaterThan(0);
    expect(report.leaks.looked).toBeGreaterThan(report.requests);
    expect(report.leaks.found).toBe(0);
  });

  testSoak("violated")("finds an API that does not do what it is asked", async () => {
    const settings = { ACS_ALLOWED_SCOPES: "chat", ACS_DEFAULT_SCOPES: "chat" };

    // The first steps of so many clients find it, however few they come to take.
    const many = ["--minutes", "0.05", "--clients", "20", "--seed", "3"];
    const { code, stdout } = await soak("main", many, settings).ended();

    const report = soakReport.parse(JSON.parse(stdout));
    expect([code, report.verdict]).toEqual([1, "broken promises"]);
    expect(report.violations.explained.join("\n")).toMatch(/expected 20., got 403 ScopeNotAllowed/);
    expect(report.violations.explained.join("\n")).toMatch(/asked for chat,voip, got chat/);
  });

  testSoak("ended early")("Ctrl-C ends it early, with a report of what was", async () => {
    const tool = soak("main", ["--minutes", "10", ...walks]);
    await tool.begun();
    tool.pressCtrlC();

    const { code, stdout } = await tool.ended();

    expect(soakReport.parse(JSON.parse(stdout)).violations.explained).toEqual([]);
    expect(code).toBe(0);
  });
});

describe("soak:kill", () => {
  testSoak("kill")("a kill of the API, and one of all behind it too, undo nothing that was acknowledged", async () => {
    const args = ["--kills", "2", "--clients", "10", "--seed", "1234"];
    const { code, stdout, stderr } = await soak("main", args, AT_TERMINAL).ended();

    expect(stderr.match(/\d{1,3} %(?=, \d+ (?:s|min) left)/g)).toEqual(["50 %", "100 %"]);
    const report = soakReport.parse(JSON.parse(stdout));
    expect(report.violations).toEqual({ count: 0, explained: [] });
    expect([code, report.kills]).toEqual([0, 2]);
    expect(report.injected.latest.map(({ what }) => what)).toEqual([
      "the API is killed",
      "the API is killed, and the emulator, and the tables",
    ]);
    expect(report.outcomes["GetMyToken 200"]).toBeGreaterThan(0);
  });
});

test.each([
  ["main", ["--minutes", "soon"]],
  ["main", ["--kills", "some"]],
  ["main", ["--clients", "0"]],
  ["main", ["--seed", "x"]],
])("soak/%s refuses %j in one line that says what to do", async (name, args) => {
  const { code, stdout, stderr } = await soak(name, args).ended();
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^--\w+ must be .+\. See --help\.\n$/);
});
