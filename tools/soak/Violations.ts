/** How many are explained; the rest is counted. */
const EXPLAINED = 12;

/** How many that say the same of different requests: one fault must not keep the others from being told. */
const EXPLAINED_ALIKE = 3;

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
    const alike = this.#explained.filter((each) => withoutRequest(each) === withoutRequest(what)).length;
    if (alike < EXPLAINED_ALIKE && this.#explained.length < EXPLAINED) {
      this.#explained.push(what);
    }
  }

  get count(): number {
    return this.#kinds.length;
  }

  countOf(kind: Kind): number {
    return this.#kinds.filter((each) => each === kind).length;
  }

  /** The first few, and few of a kind. */
  get explained(): readonly string[] {
    return this.#explained;
  }
}

function withoutRequest(what: string): string {
  return what.replace(/\(request [\w-]{1,64}\)/, "");
}
