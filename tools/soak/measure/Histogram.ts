/** Each bucket's upper edge is this much above the one before: percentiles are at most so much too high. */
const GROWTH = 1.02;
/** Edge of the first bucket. */
const FINEST_MS = 0.5;

/** How long things took, in room that does not grow with how many there were. All times in milliseconds. */
export class Histogram {
  readonly #buckets: number[] = [];
  #count = 0;
  #max = 0;

  add(milliseconds: number): void {
    const bucket = Math.ceil(Math.log(Math.max(milliseconds, FINEST_MS) / FINEST_MS) / Math.log(GROWTH));
    while (this.#buckets.length <= bucket) {
      this.#buckets.push(0);
    }
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#max = Math.max(this.#max, milliseconds);
  }

  get count(): number {
    return this.#count;
  }

  /** Exact; 0 when there is nothing. */
  get max(): number {
    return this.#max;
  }

  /** Nearest rank, rounded up to the bucket's edge; 0 when there is nothing. */
  percentile(percent: number): number {
    const rank = Math.max(1, Math.ceil((percent / 100) * this.#count));
    let seen = 0;
    for (const [bucket, count] of this.#buckets.entries()) {
      seen += count;
      if (seen >= rank) {
        return Math.min(this.#max, FINEST_MS * GROWTH ** bucket);
      }
    }
    return this.#max;
  }
}
