import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as z from "zod";
import { serviceNames } from "../../../tools/emulator/Service";
import { projectRoot } from "../../../tools/kit/projectRoot";
import { type RunningProcess, startProcess } from "../../../tools/testbed/startProcess";

const announcement = z.object({
  endpoints: z.record(z.enum(serviceNames), z.string()),
  connectionString: z.string(),
  caFile: z.string(),
  identityHeader: z.string(),
  jwks: z.string(),
  testSurface: z.string().optional(),
});

/** The emulator's program, started with `--json`, and what it said then. */
export type Program = z.infer<typeof announcement> & RunningProcess;

const started: Program[] = [];

/** Starts the built program on free ports. `log` takes the lines of its standard error, `preload` is loaded before it. */
export async function startProgram(
  args: readonly string[],
  { log, preload }: { log?: (line: string) => void; preload?: string } = {},
): Promise<Program> {
  const program = await startProcess({
    program: "emulator/main.js",
    args: ["--port", "0", "--json", ...args],
    environment: { ...process.env, ...(preload && { NODE_OPTIONS: `--require ${JSON.stringify(preload)}` }) },
    announcement,
    ...(log && { log }),
  });
  started.push(program);
  return program;
}

/** Ends what a test that failed left running: jest would wait for it. To be called after each test. */
export async function endAll(): Promise<void> {
  await Promise.all(started.splice(0).map((program) => program.kill()));
}

interface ToEnd {
  /** What standard input says. */
  readonly input?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Default: the built one. */
  readonly program?: string;
}

/** Runs the program to its end. */
export function runToEnd(args: readonly string[], { input = "", environment, program }: ToEnd = {}) {
  const main = program ?? join(projectRoot(), "dist/tools/emulator/main.js");
  const env = { ...process.env, ...environment };
  const ended = spawnSync(process.execPath, [main, ...args], { encoding: "utf8", input, env, timeout: 60_000 });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}
