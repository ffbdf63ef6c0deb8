import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { projectRoot } from "../../../tools/kit/projectRoot";

const LIMIT_MS = 120_000;
const APPS = ["empty app, bundled", "empty app", "this app, bundled", "this app", "the tutorials' way"];

/** `npm run bench:start`, after its build. */
async function bench(...options: string[]): Promise<string> {
  const main = join(projectRoot(), "dist/tools/bench/start/main.js");
  return (await promisify(execFile)(process.execPath, [main, ...options])).stdout;
}

test(
  "starts each app, gets its first reply, and prints a table",
  async () => {
    const rows = (await bench("--runs", "1")).split("\n").map((line) => line.split(/ {2,}/));

    expect(rows.map(([name]) => name)).toEqual(expect.arrayContaining(["app", ...APPS]));
    expect(rows[2]).toEqual(expect.arrayContaining(["load ms", "ratio", "first reply ms", "peak MB"]));
  },
  LIMIT_MS,
);

test(
  "--json: the same in one line",
  async () => {
    const spread = z.object({ p10: z.number().positive(), median: z.number().positive(), p90: z.number().positive() });
    const figures = z.object({ loadMs: spread, readyMs: spread, firstMs: spread, userMs: spread, peakMb: spread });
    const app = z.object({ name: z.string(), figures, loadRatio: z.number().positive(), firstOverMs: z.number() });
    const { apps } = z.object({ apps: z.array(app) }).parse(JSON.parse(await bench("--runs", "1", "--json")));

    expect(apps.map(({ name }) => name)).toEqual(APPS);
    expect(apps[0]).toMatchObject({ loadRatio: 1, firstOverMs: 0 });
    for (const { figures } of apps) {
      expect(figures.firstMs.median).toBeGreaterThan(figures.readyMs.median);
    }
  },
  LIMIT_MS,
);

test("a number of runs that is none is refused in one line", async () => {
  await expect(bench("--runs", "some")).rejects.toMatchObject({
    code: 2,
    stderr: "--runs must be a whole number from 1. See --help.\n",
  });
});
