/** The most that is kept; of a longer run, the latest. */
const KEPT = 500;

/** What was done to the API's surroundings. */
export interface Entry {
  /** From the start of the run. */
  seconds: number;
  what: string;
}

/** What was done to the API's surroundings and when, in bounded room. */
export class Journal {
  readonly #entries: Entry[] = [];
  #count = 0;

  add(entry: Entry): void {
    this.#count += 1;
    this.#entries.push(entry);
    if (this.#entries.length > KEPT) {
      this.#entries.shift();
    }
  }

  /** Of all, kept or not. */
  get count(): number {
    return this.#count;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }
}
