import type { Clock } from "./clock";

/** The work did not end in time. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
}

/** Why the wait for the limit ends when the work has. Made once: a new reason each time costs more than the wait. */
const SETTLED = new Error("The work has ended.");

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
  const settled = new AbortController();
  const limit = async (): Promise<never> => {
    await clock.sleep(milliseconds, settled.signal);
    throw new TimeLimitError(`No answer within ${milliseconds} ms.`);
  };
  try {
    return await Promise.race([work(limited.signal), limit()]);
  } catch (error) {
    // Only now, so that what the work makes of its aborted signal does not come first.
    if (error instanceof TimeLimitError) {
      limited.abort(error);
    }
    throw error;
  } finally {
    settled.abort(SETTLED);
  }
}
