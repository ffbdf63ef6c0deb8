import { holdsSecret, masked } from "../../testbed/holdsSecret";
import type { BrokenPromises } from "./BrokenPromises";

/**
 * Looks for secrets in what the API lets out, at once and without keeping it. A token counts by its form, so that the
 * thousands that are issued need not be remembered; keys are named.
 */
export class LeakCount {
  readonly #secrets = new Set<string>();
  readonly #promises: BrokenPromises;
  #looked = 0;
  #leaks = 0;

  constructor(promises: BrokenPromises) {
    this.#promises = promises;
  }

  /** Names a value that must not get out from now on. */
  secret(value: string): void {
    this.#secrets.add(value);
  }

  saw(where: string, text: string): void {
    this.#looked += 1;
    if (holdsSecret(text, this.#secrets)) {
      this.#leaks += 1;
      this.#promises.broken(`A secret got out. ${where}: ${masked(text)}`);
    }
  }

  /** How many texts were looked at. */
  get looked(): number {
    return this.#looked;
  }

  get leaks(): number {
    return this.#leaks;
  }
}
