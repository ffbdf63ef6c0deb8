import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { projectRoot } from "../../../tools/kit/projectRoot";

const announcement = z.object({
  endpoints: z.object({ acs: z.string(), keyVault: z.string(), managedIdentity: z.string() }),
  connectionString: z.string(),
  caFile: z.string(),
  identityHeader: z.string(),
  jwks: z.string(),
  testSurface: z.string().optional(),
});

export type Announcement = z.infer<typeof announcement>;

const RUN_TYPESCRIPT = join(__dirname, "runTypeScript.cjs");
const MAIN = join(projectRoot(), "tools", "emulator", "main.ts");

/** The command line, run in a process of its own from the sources. */
export function runCommand(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ["--require", RUN_TYPESCRIPT, MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs the command line to its end. */
export async function runToEnd(args: readonly string[]) {
  const child = runCommand(args);
  const [out, err] = await Promise.all([collect(child.stdout), collect(child.stderr), once(child, "close")]);
  return { code: child.exitCode, out, err };
}

const started = new Set<ChildProcess>();

/** Ends what a test that failed left running: jest would wait for it. To be called after each test. */
export async function endAll(): Promise<void> {
  await Promise.all([...started].map((child) => endChild(child, "SIGKILL")));
  started.clear();
}

/** An emulator in a process of its own, started with `--json`. */
export class EmulatorProcess {
  private constructor(
    readonly child: ChildProcess,
    readonly said: Announcement,
  ) {}

  static async start(args: readonly string[]): Promise<EmulatorProcess> {
    const child = runCommand([...args, "--json"]);
    started.add(child);
    const errors = collect(child.stderr);
    const firstLine = new Promise<string>((resolve) => {
      if (child.stdout) createInterface({ input: child.stdout }).once("line", resolve);
    });
    const line = await Promise.race([firstLine, once(child, "close").then(() => undefined)]);
    if (line === undefined) throw new Error(`The emulator ended before it was ready: ${await errors}`);
    return new EmulatorProcess(child, announcement.parse(JSON.parse(line)));
  }

  /** Ends the process; resolves with its exit code, or the signal that ended it. */
  async end(signal: "SIGINT" | "SIGTERM" | "SIGKILL"): Promise<number | string | null> {
    return endChild(this.child, signal);
  }
}

async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<number | string | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const closed = once(child, "close");
    child.kill(signal);
    await closed;
  }
  return child.exitCode ?? child.signalCode;
}

async function collect(stream: NodeJS.ReadableStream | null): Promise<string> {
  return stream ? text(stream) : "";
}
