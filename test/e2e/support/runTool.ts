import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { hasCode } from "../../../tools/kit/hasCode";
import { projectRoot } from "../../../tools/kit/projectRoot";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

const running = new Set<Tool>();

// Of a test that took too long, or failed: it would go on, and work against the tests that follow.
afterEach(() => {
  running.forEach((tool) => {
    tool.killGroup();
  });
});

/** A program of `dist/tools` that has been started, `bench/start/main.js` for example. `variables`: over those of this process. */
export class Tool {
  readonly #child: ChildProcess;

  constructor(program: string, args: readonly string[] = [], variables: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(process.execPath, [join(projectRoot(), "dist/tools", program), ...args], {
      cwd: projectRoot(),
      env: { ...process.env, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own, as a terminal gives it.
      detached: true,
    });
    running.add(this);
    this.#child.once("close", () => running.delete(this));
  }

  /** It has begun: its first line, on standard error, says so. */
  async begun(): Promise<void> {
    await once(this.#child.stderr ?? this.#child, "data");
  }

  pressCtrlC(): void {
    process.kill(-(this.#child.pid ?? NaN), "SIGINT");
  }

  /** With all that it has started, if that still runs. */
  killGroup(): void {
    try {
      process.kill(-(this.#child.pid ?? NaN), "SIGKILL");
    } catch (error) {
      if (!hasCode(error, "ESRCH")) {
        throw error;
      }
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async ended(): Promise<Ended> {
    const { stdout, stderr } = this.#child;
    const closed = once(this.#child, "close");
    const [out, err] = await Promise.all([stdout ? text(stdout) : "", stderr ? text(stderr) : ""]);
    await closed;
    return { code: this.#child.exitCode, stdout: out, stderr: err };
  }
}

/** The same to its end. */
export async function runTool(
  program: string,
  args: readonly string[] = [],
  variables?: NodeJS.ProcessEnv,
): Promise<Ended> {
  return await new Tool(program, args, variables).ended();
}
