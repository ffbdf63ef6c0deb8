import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../shared/clock";
import { projectRoot } from "../../kit/projectRoot";

const LOOK_EVERY_MS = 10;
/** Far more than it takes, on a busy machine too. */
const LIMIT_MS = 20_000;

/** The clocks of another process, which can be moved while that runs. The process does not know. */
export class SteppedClock {
  readonly #directory = mkdtempSync(join(tmpdir(), "clock-"));
  readonly #file = join(this.#directory, "offset");
  #offsetMs: number;
  #passedMs = 0;
  #isStopped: boolean;

  /** From the start: how wrong the wall clock is; and whether time has stopped, see {@link stop}. */
  constructor({ offsetMs = 0, isStopped = false } = {}) {
    this.#offsetMs = offsetMs;
    this.#isStopped = isStopped;
    this.#write();
  }

  /** To be given to the process, beside {@link module}. */
  environment(): Record<string, string> {
    return { CLOCK_STEP_FILE: this.#file };
  }

  /** What is to be loaded into the process before all else. */
  get module(): string {
    return join(projectRoot(), "dist/tools/testbed/clock/steppedTime.js");
  }

  /**
   * Puts the wall clock off by so much from the true time: `Date` is, and nothing else. Resolves when the process goes
   * by it.
   */
  async stepTo(offsetMs: number): Promise<void> {
    this.#offsetMs = offsetMs;
    await this.#taken();
  }

  /**
   * Stops time for all that counts it: from here on it passes only as `pass` has it, however long this machine takes for
   * anything. The wall clock goes on.
   */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#taken();
  }

  /** Lets time pass again, from where it was stopped. */
  async goOn(): Promise<void> {
    this.#isStopped = false;
    await this.#taken();
  }

  /**
   * Lets so much time pass in a moment, for all that counts it: what is kept grows old, and timers of a second and more
   * ring when they are due by then. The wall clock stays.
   */
  async pass(milliseconds: number): Promise<void> {
    this.#passedMs += milliseconds;
    await this.#taken();
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #taken(): Promise<void> {
    const written = this.#write();
    const began = performance.now();
    while (this.#seen() !== written) {
      if (performance.now() - began > LIMIT_MS) {
        throw new Error("No process has taken the step of its clock.");
      }
      await systemClock.sleep(LOOK_EVERY_MS);
    }
  }

  /** In one step, so that no half is read. */
  #write(): string {
    const text = `${this.#offsetMs} ${this.#passedMs} ${Number(this.#isStopped)}`;
    writeFileSync(`${this.#file}.new`, text);
    renameSync(`${this.#file}.new`, this.#file);
    return text;
  }

  #seen(): string | undefined {
    try {
      return readFileSync(`${this.#file}.seen`, "utf8");
    } catch {
      return undefined;
    }
  }
}
