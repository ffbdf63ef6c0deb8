import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../shared/clock";
import { projectRoot } from "../../kit/projectRoot";

const LOOK_EVERY_MS = 10;
/** Far more than it takes, on a busy machine too. */
const LIMIT_MS = 20_000;

/**
 * The wall clock of another process, which can be put wrong while that runs: `Date` there is off by so much, and nothing
 * else is. The process does not know.
 */
export class SteppedClock {
  readonly #directory = mkdtempSync(join(tmpdir(), "clock-"));
  readonly #file = join(this.#directory, "offset");

  /** `offsetMs`: how wrong it is from the start. */
  constructor(offsetMs = 0) {
    this.#write(offsetMs);
  }

  /** To be given to the process, beside {@link nodeOption}. */
  environment(): Record<string, string> {
    return { CLOCK_STEP_FILE: this.#file };
  }

  /** For the process's `NODE_OPTIONS`. */
  get nodeOption(): string {
    return `--require ${JSON.stringify(join(projectRoot(), "dist/tools/testbed/clock/steppedDate.js"))}`;
  }

  /** Puts it off by so much from the true time. Resolves when the process goes by it. */
  async stepTo(offsetMs: number): Promise<void> {
    this.#write(offsetMs);
    const began = performance.now();
    while (this.#seen() !== String(offsetMs)) {
      if (performance.now() - began > LIMIT_MS) {
        throw new Error("No process has taken the step of its clock.");
      }
      await systemClock.sleep(LOOK_EVERY_MS);
    }
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** In one step, so that no half is read. */
  #write(offsetMs: number): void {
    writeFileSync(`${this.#file}.new`, String(offsetMs));
    renameSync(`${this.#file}.new`, this.#file);
  }

  #seen(): string | undefined {
    try {
      return readFileSync(`${this.#file}.seen`, "utf8");
    } catch {
      return undefined;
    }
  }
}
