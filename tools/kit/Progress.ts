const BACK_AND_CLEAR = "\r\u001B[K";

interface ProgressOptions {
  readonly terminal?: Pick<NodeJS.WriteStream, "isTTY" | "write">;
  /** Milliseconds of a clock that is never set. */
  readonly now?: () => number;
}

/** Tells people at a terminal, on standard error, how far a long command is and how long it goes on; no file and no pipe. */
export class Progress {
  readonly #terminal: Pick<NodeJS.WriteStream, "isTTY" | "write">;
  readonly #now: () => number;
  readonly #started: number;

  constructor({ terminal = process.stderr, now = () => performance.now() }: ProgressOptions = {}) {
    this.#terminal = terminal;
    this.#now = now;
    this.#started = now();
  }

  /** `part`: how much is done, from 0 to 1; what is left is taken to be as fast. */
  show(part: number): void {
    if (this.#terminal.isTTY && part > 0) {
      const leftSeconds = Math.round(((this.#now() - this.#started) / 1000) * (1 / part - 1));
      this.#terminal.write(`${BACK_AND_CLEAR}${Math.floor(part * 100)} %, ${durationOf(leftSeconds)} left`);
    }
  }

  /** Leaves the line as it was before. */
  end(): void {
    if (this.#terminal.isTTY) {
      this.#terminal.write(BACK_AND_CLEAR);
    }
  }
}

function durationOf(seconds: number): string {
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
