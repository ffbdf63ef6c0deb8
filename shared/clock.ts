/** Where the time comes from, so that a test can decide what it is and need not wait for it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. For dates only: it jumps, forward or back, when the system's clock is set. */
  now(): number;
  /** Milliseconds since some moment, never set and never going back. For all that is a duration. */
  monotonic(): number;
  /** Resolves after `milliseconds`; rejects with the signal's reason as soon as that is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls `ring` after `milliseconds`, unless the function that this gives is called before. */
  alarm(milliseconds: number, ring: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  // Node's own promised timer makes an error with a stack for each sleep that is ended early, as most are here.
  sleep: async (milliseconds, signal) => {
    signal?.throwIfAborted();
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal?.addEventListener("abort", end);
    });
    signal?.throwIfAborted();
  },
  alarm: (milliseconds, ring) => {
    const timer = setTimeout(ring, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};
