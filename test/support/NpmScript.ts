import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { projectRoot } from "../../tools/kit/projectRoot";
import { until } from "./until";

interface NpmScriptOptions {
  /** Whether npm leads a process group of its own, as a terminal's job does. */
  ownGroup?: boolean;
  environment?: NodeJS.ProcessEnv;
}

/** A script of package.json as npm runs it, without the build that comes before it: that is there already. */
export class NpmScript {
  /** What it prints, of either kind. */
  readonly lines: string[] = [];
  readonly #mark = randomUUID();
  readonly #npm: ChildProcess;
  /** Those that were there at the last look. */
  #pids: string[] = [];

  constructor(script: string, args: readonly string[], { ownGroup = true, environment = {} }: NpmScriptOptions = {}) {
    this.#npm = spawn("npm", ["run", script, "--ignore-scripts", "--", ...args], {
      cwd: projectRoot(),
      detached: ownGroup,
      // What npm starts inherits the mark, whoever its parent is in the end.
      env: { ...process.env, ...environment, TEST_MARK: this.#mark },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#npm.stdout, this.#npm.stderr]) {
      if (stream) {
        createInterface({ input: stream }).on("line", (line) => this.lines.push(line));
      }
    }
  }

  /** The first line with this text, without the blanks around it. */
  async says(text: string): Promise<string> {
    const found = () => this.lines.find((line) => line.includes(text));
    await until(() => found() !== undefined);
    return found()?.trim() ?? "";
  }

  /** What a terminal does on Ctrl-C: the signal goes to every process of the group. */
  pressCtrlC(): void {
    process.kill(-(this.#npm.pid ?? NaN), "SIGINT");
  }

  /** Tells npm alone, as a script's `kill $!` does. */
  kill(signal: NodeJS.Signals): void {
    this.#npm.kill(signal);
  }

  /** The ids of what lives of all that this started; all of them where there were none before. */
  processes(): readonly string[] {
    this.#pids = this.#pids.filter((pid) => this.#isMarked(pid));
    if (this.#pids.length === 0) {
      // To look through the whole machine takes long, for who asks again and again.
      this.#pids = readdirSync("/proc").filter((pid) => this.#isMarked(pid));
    }
    return this.#pids;
  }

  /** For a test that failed. */
  killAll(): void {
    for (const pid of readdirSync("/proc")) {
      if (this.#isMarked(pid)) {
        process.kill(Number(pid), "SIGKILL");
      }
    }
  }

  #isMarked(pid: string): boolean {
    return /^\d+$/.test(pid) && read(`/proc/${pid}/environ`).includes(`TEST_MARK=${this.#mark}`);
  }
}

/** "" when there is no such process any more, or when it has ended and only waits to be counted. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}
