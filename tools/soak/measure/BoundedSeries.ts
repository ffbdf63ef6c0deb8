/** One measurement: when, in seconds from the start, and what. */
export interface Sample {
  seconds: number;
  value: number;
}

/** Measurements over time in bounded room: once it is full, every second one is left out, then and from then on. */
export class BoundedSeries {
  readonly #most: number;
  #samples: Sample[] = [];
  /** Of so many measurements one is kept. */
  #stride = 1;
  #offered = 0;

  constructor(most = 4096) {
    this.#most = most;
  }

  add(sample: Sample): void {
    if (this.#offered % this.#stride === 0) {
      this.#samples.push(sample);
    }
    this.#offered += 1;
    if (this.#samples.length >= this.#most) {
      this.#samples = this.#samples.filter((_, index) => index % 2 === 0);
      this.#stride *= 2;
    }
  }

  /** In the order in which they came. */
  get samples(): readonly Sample[] {
    return this.#samples;
  }
}
