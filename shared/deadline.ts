import type { Clock } from "./clock";
import type { RequestRecord } from "./telemetry/requestRecord";

/** The moment by which a piece of work must have ended. */
export interface Deadline {
  /** Milliseconds left; zero or less once it has passed. */
  remaining(): number;
  /** The request that the work is done for; undefined where it is none's. */
  readonly record?: RequestRecord | undefined;
}

export function deadlineIn(milliseconds: number, clock: Clock, record?: RequestRecord): Deadline {
  const end = clock.monotonic() + milliseconds;
  return { remaining: () => end - clock.monotonic(), record };
}

/** The same deadline, less the time for what is to be done after the work. */
export function keepingBack(milliseconds: number, deadline: Deadline): Deadline {
  return { remaining: () => deadline.remaining() - milliseconds, record: deadline.record };
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
