/** Of identities that nobody has any more, so many of the latest are remembered. */
const FORMER = 50_000;

/** Who was handed which identity: none is ever handed to two. */
export class Owners {
  readonly #owners = new Map<string, string>();

  /** Notes that an identity was handed to somebody. Who had it before, if anybody did. */
  handed(id: string, owner: string): string | undefined {
    const before = this.#owners.get(id);
    this.#owners.set(id, owner);
    this.#forgetTheOldest();
    return before;
  }

  #forgetTheOldest(): void {
    const [oldest] = this.#owners.keys();
    if (this.#owners.size > FORMER && oldest !== undefined) {
      this.#owners.delete(oldest);
    }
  }
}
