/** What became of the requests of each window. */
export interface Throttled {
  /** How many requests were served after how many windows of waiting. */
  readonly servedAfter: readonly number[];
  /** In how many windows somebody was refused. */
  readonly windowsOver: number;
  /** Answers of 429, one for each window that a request had to wait. */
  readonly refusals: number;
  /** Requests of the busiest window, those that come again included. */
  readonly busiestWindow: number;
}

/**
 * Requests by window against a limit for each window. Who is refused waits as `Retry-After` says, until the window is
 * over, and asks again in the next one. Who comes first in a window is chance: any of those who ask are as likely to be
 * served. It goes on until all are.
 */
export function throttle(demand: readonly number[], limit: number, random: () => number): Throttled {
  const servedAfter: number[] = [];
  /** The windows in which those who wait came first, in no order. */
  const waiting: number[] = [];
  let windowsOver = 0;
  let refusals = 0;
  let busiestWindow = 0;
  for (let window = 0; window < demand.length || waiting.length > 0; window++) {
    for (let i = 0; i < (demand[window] ?? 0); i++) {
      waiting.push(window);
    }
    busiestWindow = Math.max(busiestWindow, waiting.length);
    for (let free = limit; free > 0 && waiting.length > 0; free--) {
      count(servedAfter, window - takeAny(waiting, random));
    }
    refusals += waiting.length;
    windowsOver += waiting.length > 0 ? 1 : 0;
  }
  return { servedAfter, windowsOver, refusals, busiestWindow };
}

function count(counts: number[], index: number): void {
  while (counts.length <= index) {
    counts.push(0);
  }
  counts[index] = (counts[index] ?? 0) + 1;
}

function takeAny(values: number[], random: () => number): number {
  const index = Math.floor(random() * values.length);
  const last = values.pop() ?? 0;
  const taken = values[index] ?? last;
  if (index < values.length) {
    values[index] = last;
  }
  return taken;
}
