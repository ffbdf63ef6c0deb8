/** How many are explained; the rest is counted. */
const EXPLAINED = 12;

/** Promises of the API that were not kept. */
export class Violations {
  readonly #explained: string[] = [];
  #count = 0;
  #identitiesLost = 0;
  #false204s = 0;

  /** `what`: a line that says what was promised, and what came instead; without secrets, since it is printed. */
  add(what: string): void {
    this.#count += 1;
    if (this.#explained.length < EXPLAINED) {
      this.#explained.push(what);
    }
  }

  /** A user's identity is another one now, without a verdict of ACS and without a move. */
  identityLost(what: string): void {
    this.#identitiesLost += 1;
    this.add(what);
  }

  /** A 204 says that something was done which was not. */
  false204(what: string): void {
    this.#false204s += 1;
    this.add(what);
  }

  get identities(): { lost: number; false204s: number } {
    return { lost: this.#identitiesLost, false204s: this.#false204s };
  }

  get count(): number {
    return this.#count;
  }

  /** The first few. */
  get explained(): readonly string[] {
    return this.#explained;
  }
}
