import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../../../../tools/kit/projectRoot";
import { temporaryDirectory } from "../../../../support/temporaryDirectory";

/** The folder of an app with a function for most of what a host does. */
export const FIXTURE_APP = resolve(__dirname, "../fixtures/app");

const hosts: HostProcess[] = [];

/** Ends all hosts. */
export async function cleanUp(): Promise<void> {
  await Promise.all(hosts.map((host) => host.stop("SIGKILL")));
}

/**
 * Puts an app into a new folder: what is in `template`, if one is named, and the given files. host.json and package.json
 * are there unless they are among them.
 */
export async function createApp(files: Readonly<Record<string, string>>, template?: string): Promise<string> {
  const directory = temporaryDirectory();
  await symlink(join(projectRoot(), "node_modules"), join(directory, "node_modules"), "junction");
  if (template !== undefined) {
    await cp(template, directory, { recursive: true });
  }
  const all = { "host.json": '{"version":"2.0"}', "package.json": '{"main":"*.{cjs,mjs}"}', ...files };
  await Promise.all(Object.entries(all).map(([name, text]) => writeFile(join(directory, name), text)));
  return directory;
}

/** The line that scripts read, in its exact form. */
const readyLine = z.strictObject({
  url: z.string(),
  loadMs: z.number(),
  functions: z.array(
    z.strictObject({
      name: z.string(),
      methods: z.array(z.string()),
      route: z.string(),
      url: z.string(),
      authLevel: z.enum(["anonymous", "function", "admin"]),
    }),
  ),
  keys: z
    .strictObject({ master: z.string(), host: z.string(), functions: z.record(z.string(), z.string()) })
    .optional(),
});

export type ReadyLine = z.infer<typeof readyLine>;

/**
 * The host as a process of its own, with an environment that holds nothing but what is given. It is what was built: jest
 * loads modules by its own `require`, where the host's has no effect.
 */
export class HostProcess {
  stdout = "";
  stderr = "";
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  /** `hasChannel`: whether there is an IPC channel between this process and the host. */
  constructor(args: readonly string[], environment: Readonly<Record<string, string>> = {}, hasChannel = false) {
    const onlyLoopback = `--require ${join(projectRoot(), "test/support/loopback-only.cjs")}`;
    this.#child = spawn(process.execPath, [join(projectRoot(), "dist/tools/host/main.js"), ...args], {
      env: { PATH: process.env["PATH"], NODE_OPTIONS: onlyLoopback, ...environment },
      stdio: ["ignore", "pipe", "pipe", ...(hasChannel ? (["ipc"] as const) : [])],
    });
    hosts.push(this);
    // There is no "close" after a channel was closed from here.
    this.#ended = once(this.#child, hasChannel ? "exit" : "close");
    this.#child.stdout?.on("data", (text: Buffer) => (this.stdout += text.toString()));
    this.#child.stderr?.on("data", (text: Buffer) => (this.stderr += text.toString()));
  }

  /** Resolves with the exit code when the process has ended and all it wrote has been read. */
  async end(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** What the host sees when the process that started it is gone. */
  disconnect(): void {
    this.#child.disconnect();
  }

  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    this.signal(signal);
    return this.end();
  }

  /** Resolves with the first match in what the process has written, or will write, to the stream. */
  async written(stream: "stdout" | "stderr", pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this[stream]);
      if (found) {
        return found;
      }
      const more = this.#child[stream] ? once(this.#child[stream], "data") : this.#ended;
      const over = this.#ended.then(() => {
        throw new Error(`The host ended without writing ${String(pattern)}:\n${this.stdout}${this.stderr}`);
      });
      await Promise.race([more, over]);
    }
  }

  /** The line that `--json` gives. */
  async ready(): Promise<ReadyLine> {
    const [line] = await this.written("stdout", /^\{.*\}$/m);
    return readyLine.parse(JSON.parse(line));
  }
}
