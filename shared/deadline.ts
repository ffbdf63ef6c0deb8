import type { Clock } from "./clock";

/** The moment by which a piece of work must have ended. */
export interface Deadline {
  /** Milliseconds left; zero or less once it has passed. */
  remaining(): number;
}

export function deadlineIn(milliseconds: number, clock: Clock): Deadline {
  const end = clock.monotonic() + milliseconds;
  return { remaining: () => end - clock.monotonic() };
}

/** The same deadline, less the time for what is to be done after the work. */
export function keepingBack(milliseconds: number, deadline: Deadline): Deadline {
  return { remaining: () => deadline.remaining() - milliseconds };
}

/** The work did not end in time. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
}

/**
 * Runs `work` for at most `milliseconds`, then aborts its signal and rejects. It does not wait for the work to heed the
 * signal: not every SDK call does.
 * @throws TimeLimitError
 */
export async function withTimeLimit<T>(
  milliseconds: number,
  clock: Clock,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limited = new AbortController();
  let settled = (): void => undefined;
  const limit = new Promise<never>((_, reject) => {
    settled = clock.alarm(milliseconds, () => {
      const error = new TimeLimitError(`No answer within ${Math.round(milliseconds)} ms.`);
      // Before the work learns of it, so that what it makes of its aborted signal does not come first.
      reject(error);
      limited.abort(error);
    });
  });
  try {
    return await Promise.race([work(limited.signal), limit]);
  } finally {
    settled();
  }
}
