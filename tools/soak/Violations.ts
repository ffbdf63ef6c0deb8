/** How many are explained; the rest is counted. */
const EXPLAINED = 12;

/**
 * What is counted by itself, too: a user has another identity without a verdict of ACS and without a move, or a call was
 * answered 204 though a token that it ends is valid, or an identity that it deletes lives.
 */
type Kind = "identity lost" | "false 204";

/** Promises of the API that were not kept. */
export class Violations {
  readonly #explained: string[] = [];
  readonly #kinds: (Kind | undefined)[] = [];

  /** `what`: a line that says what was promised, and what came instead; without secrets, since it is printed. */
  add(what: string, kind?: Kind): void {
    this.#kinds.push(kind);
    if (this.#explained.length < EXPLAINED) {
      this.#explained.push(what);
    }
  }

  get count(): number {
    return this.#kinds.length;
  }

  countOf(kind: Kind): number {
    return this.#kinds.filter((each) => each === kind).length;
  }

  /** The first few. */
  get explained(): readonly string[] {
    return this.#explained;
  }
}
