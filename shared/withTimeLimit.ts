import type { Clock } from "./clock";

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
