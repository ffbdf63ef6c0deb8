import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { projectRoot } from "../../../tools/kit/projectRoot";

async function capacity(...args: string[]) {
  const child = spawn(process.execPath, [join(projectRoot(), "dist/tools/bench/capacity/main.js"), ...args]);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { stdout, stderr, code: child.exitCode };
}

describe("npm run bench:capacity", () => {
  test("prints what a scenario comes to", async () => {
    const { stdout, stderr, code } = await capacity("--users", "2000", "--spread", "0", "--days", "1");

    expect([stderr, code]).toEqual(["", 0]);
    expect(stdout).toContain("2,000 users of one ACS resource");
    expect(stdout).toMatch(/^tokens in the busiest 30 s +2,000$/m);
    expect(stdout).toMatch(/^deployments so that none is refused +2$/m);
  });

  test("--json: the same in one line", async () => {
    const { stdout, code } = await capacity("--users", "2000", "--spread", "0", "--days", "1", "--json");
    const result = z.object({
      scenario: z.object({ users: z.literal(2000) }),
      capacity: z.object({ tokens: z.literal(2000), windowsOver: z.literal(1) }),
      deployments: z.object({ count: z.literal(2), usersEach: z.literal(1000) }),
    });

    expect(code).toBe(0);
    expect(stdout.indexOf("\n")).toBe(stdout.length - 1);
    expect(() => result.parse(JSON.parse(stdout))).not.toThrow();
  });

  test("--help", async () => {
    const { stdout, stderr, code } = await capacity("--help");

    expect(stdout).toContain("Usage: npm run bench:capacity");
    expect([stderr, code]).toEqual(["", 0]);
  });

  test("what it does not understand is one line, and exit code 2", async () => {
    const { stdout, stderr, code } = await capacity("--users", "many");

    expect([stdout, code]).toEqual(["", 2]);
    expect(stderr).toBe("--users must be a whole number from 1 to 5000000. See --help.\n");
  });
});
