/** How many are explained; the rest is counted. */
const EXPLAINED = 12;

/** What was promised and not kept. */
export class BrokenPromises {
  readonly #explained: string[] = [];
  #count = 0;

  /** `what`: a line that says what was promised and what came instead; without secrets, since it is printed. */
  broken(what: string): void {
    this.#count += 1;
    if (this.#explained.length < EXPLAINED) {
      this.#explained.push(what);
    }
  }

  get count(): number {
    return this.#count;
  }

  /** The first few. */
  get explained(): readonly string[] {
    return this.#explained;
  }
}
