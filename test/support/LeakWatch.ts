import { holdsSecret, masked } from "../../tools/testbed/holdsSecret";

/** Collects what the API lets out, and tells where a secret is in it. */
export class LeakWatch {
  readonly #secrets = new Set<string>();
  readonly #seen: { where: string; text: string }[] = [];

  /** Names a value that must not get out. */
  secret(value: string): void {
    this.#secrets.add(value);
  }

  /** Takes a text that got out. */
  saw(where: string, text: string): void {
    this.#seen.push({ where, text });
  }

  /** How much was looked at. */
  get size(): number {
    return this.#seen.length;
  }

  /** The places with a secret in them, the secrets masked, since this is printed. */
  leaks(): string[] {
    return this.#seen
      .filter(({ text }) => holdsSecret(text, this.#secrets))
      .map(({ where, text }) => `${where}: ${masked(text)}`);
  }
}
