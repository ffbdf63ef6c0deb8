import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";
import { projectRoot } from "../kit/projectRoot";

interface HostProcessOptions {
  appDirectory: string;
  port?: number | undefined;
  auth?: boolean | undefined;
  /** Whether the app is run as in Azure, and not as in development. */
  asInAzure?: boolean | undefined;
  environment: NodeJS.ProcessEnv;
  /** Takes each line of the host's log. */
  log: (line: string) => void;
}

/** What the host says of itself when it is ready. */
const announcement = z.object({
  url: z.string(),
  functions: z.array(
    z.object({ name: z.string(), methods: z.array(z.string()), url: z.string(), authLevel: z.string() }),
  ),
  keys: z.object({ master: z.string(), host: z.string(), functions: z.record(z.string(), z.string()) }).optional(),
});

export type HostAnnouncement = z.infer<typeof announcement>;

export interface HostProcess extends HostAnnouncement {
  readonly pid: number;
  /** Resolves with the exit code when the host ends, by itself or by `stop`. */
  readonly ended: Promise<number>;
  stop(): Promise<void>;
  /** Ends it as the bare terminate message ends the real worker: with the appTerminate hooks, and not the requests. */
  endWorker(): Promise<void>;
  /** Ends it as a power cut would: connections break, and what was under way stays undone or unanswered. */
  kill(): Promise<void>;
}

/** The host ended before it was ready; the message is the line in which it said why. */
export class HostStartError extends Error {
  override readonly name = "HostStartError";
}

/**
 * Starts the development host in a process of its own: the trust in the development CA is set for a whole process, at
 * its start.
 * @throws HostStartError
 */
export async function startHostProcess(options: HostProcessOptions): Promise<HostProcess> {
  const { port, auth = false, asInAzure = false, appDirectory, environment, log } = options;
  const args = ["--app", appDirectory, "--json"];
  args.push(...(port === undefined ? [] : ["--port", String(port)]));
  args.push(...(auth ? ["--auth"] : []), ...(asInAzure ? ["--azure"] : []));
  const child = spawn(process.execPath, [join(projectRoot(), "dist/tools/host/main.js"), ...args], {
    env: environment,
    // The IPC channel carries little: when it breaks, the host knows that nobody is left to stop it.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const ended = once(child, "close").then(() => child.exitCode ?? 1);
  const said = await announced(child, ended, log);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  const endWorker = async () => {
    child.send("endWorker");
    await ended;
  };
  return { ...said, pid: child.pid ?? NaN, ended, stop: () => end("SIGTERM"), endWorker, kill: () => end("SIGKILL") };
}

async function announced(child: ChildProcess, ended: Promise<number>, log: (line: string) => void) {
  let lastLine: string | undefined;
  let isReady = false;
  lines(child.stderr, (line) => {
    // Before it is ready the last line may say why it ended: that is for who asked for the start, and told once.
    if (lastLine !== undefined) log(lastLine);
    lastLine = isReady ? undefined : line;
    if (isReady) log(line);
  });
  const firstLine = new Promise<string>((resolve) => {
    lines(child.stdout, resolve);
  });
  const line = await Promise.race([firstLine, ended]);
  if (typeof line === "number") {
    throw new HostStartError(lastLine ?? "The host stopped without an error message.");
  }
  isReady = true;
  if (lastLine !== undefined) log(lastLine);
  lastLine = undefined;
  return announcement.parse(JSON.parse(line));
}

function lines(stream: NodeJS.ReadableStream | null, take: (line: string) => void): void {
  if (stream) {
    createInterface({ input: stream }).on("line", take);
  }
}
