import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type * as z from "zod";
import { projectRoot } from "../kit/projectRoot";

interface ProcessOptions<Announcement> {
  /** The built program, below `dist/tools`. */
  readonly program: string;
  readonly args?: readonly string[];
  /** The whole environment; this process's own by default. */
  readonly environment?: NodeJS.ProcessEnv;
  /** What runs the program, such as `["taskset", "--cpu-list", "0"]`. */
  readonly launcher?: readonly string[];
  /** Sent to the program at once: for what is no one else's business, or too much for a command line. */
  readonly message?: object;
  /** The line of JSON that the program prints when it is ready, the first of its standard output. */
  readonly announcement: z.ZodType<Announcement>;
  /** Takes each line of its standard error. */
  readonly log?: (line: string) => void;
}

export interface RunningProcess {
  readonly pid: number;
  /** Resolves with the exit code when it ends, by itself or not. */
  readonly ended: Promise<number>;
  send(message: string): void;
  /** Sends a message, and takes the next that comes. @throws Error when the process ends instead */
  ask(question: object): Promise<unknown>;
  /** Ends it in an orderly way. */
  stop(): Promise<void>;
  /** Ends it as a power cut would: connections break, and what was under way stays undone or unanswered. */
  kill(): Promise<void>;
}

/** A process ended before it was ready; the message is the line in which it said why. */
export class ProcessStartError extends Error {
  override readonly name = "ProcessStartError";
}

/**
 * Starts a program of this project in a process of its own, and waits until it is ready. Its IPC channel breaks when
 * this process ends, however that comes: then it knows that nobody is left to stop it.
 * @throws ProcessStartError
 */
export async function startProcess<Announcement>(
  options: ProcessOptions<Announcement>,
): Promise<Announcement & RunningProcess> {
  const { program, args = [], environment = process.env, launcher = [], message, log = () => undefined } = options;
  const command = [...launcher, process.execPath, join(projectRoot(), "dist/tools", program), ...args];
  const child = spawn(command[0] ?? "", command.slice(1), {
    env: environment,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const ended = once(child, "close").then(() => child.exitCode ?? 1);
  if (message) {
    child.send(message);
  }
  const announced = options.announcement.parse(JSON.parse(await firstLine(child, ended, log)));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  return {
    ...announced,
    pid: child.pid ?? NaN,
    ended,
    send: (text) => child.send(text),
    ask: async (question) => {
      const answered = once(child, "message").then(([answer]: unknown[]) => ({ answer }));
      child.send(question);
      const outcome = await Promise.race([answered, ended]);
      if (typeof outcome === "number") {
        throw new Error(`${program} has ended.`);
      }
      return outcome.answer;
    },
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

async function firstLine(child: ChildProcess, ended: Promise<number>, log: (line: string) => void): Promise<string> {
  let lastLine: string | undefined;
  let isReady = false;
  lines(child.stderr, (line) => {
    // Before it is ready the last line may say why it ended: that is for who asked for the start, and told once.
    if (lastLine !== undefined) {
      log(lastLine);
    }
    lastLine = isReady ? undefined : line;
    if (isReady) {
      log(line);
    }
  });
  const announced = new Promise<string>((resolve) => {
    lines(child.stdout, resolve);
  });
  const line = await Promise.race([announced, ended]);
  if (typeof line === "number") {
    throw new ProcessStartError(lastLine ?? "The process ended without an error message.");
  }
  isReady = true;
  if (lastLine !== undefined) {
    log(lastLine);
  }
  lastLine = undefined;
  return line;
}

function lines(stream: NodeJS.ReadableStream | null, take: (line: string) => void): void {
  if (stream) {
    createInterface({ input: stream }).on("line", take);
  }
}
