import { join } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../../tools/kit/projectRoot";
import { runProgram } from "../../emulator/support/runProgram";

const MAIN = join(projectRoot(), "dist/tools/bench/scale/main.js");
/** A bench starts a dozen processes, one after the other. */
const LIMIT_MS = 300_000;
const BRIEF = ["--rounds", "1", "--seconds", "0.05", "--rows", "1,200", "--users", "1,2"];

const positive = z.object({ median: z.number().positive(), spread: z.number() });
const row = z.object({
  what: z.string(),
  size: z.int(),
  cpuMs: positive,
  cpuRatio: positive,
  p50Ms: positive,
  tableP50Ms: positive.optional(),
});
const result = z.object({
  rows: z.array(row),
  profile: z.array(z.object({ module: z.string(), share: z.number().min(0).max(1) })),
});

const ROWS = "identities in the directory";

test(
  "measures each size, and tells where the time goes",
  async () => {
    const output = await runProgram(process.execPath, { args: [MAIN, ...BRIEF, "--json"] });
    const { rows, profile } = result.parse(JSON.parse(output));
    expect(rows.map(({ what, size }) => `${what}: ${size}`)).toEqual([
      `${ROWS}: 1`,
      `${ROWS}: 200`,
      ...[1, 2, 3, 4, 5].map((size) => `scopes: ${size}`),
      "users at once: 1",
      "users at once: 2",
    ]);
    expect(rows.filter(({ tableP50Ms }) => tableP50Ms).map(({ what }) => what)).toEqual([ROWS, ROWS]);
    expect(profile.map(({ module }) => module)).toEqual(expect.arrayContaining(["Node's own modules"]));
  },
  LIMIT_MS,
);
