import { WINDOW_SECONDS } from "./limits";
import { sumOf } from "./sumsOf";
import type { Throttled } from "./throttle";

/** How long those wait whom ACS does not serve at once. */
export interface Waits {
  /** How many. */
  readonly delayed: number;
  /** Half of the delayed wait no longer. */
  readonly medianSeconds: number;
  readonly longestSeconds: number;
}

export function waitsOf({ servedAfter }: Pick<Throttled, "servedAfter">): Waits {
  const delayed = sumOf(servedAfter.slice(1));
  let served = 0;
  const median = servedAfter.findIndex((count, windows) => {
    served += windows === 0 ? 0 : count;
    return windows > 0 && served >= delayed / 2;
  });
  return {
    delayed,
    medianSeconds: delayed === 0 ? 0 : median * WINDOW_SECONDS,
    longestSeconds: Math.max(0, servedAfter.length - 1) * WINDOW_SECONDS,
  };
}
