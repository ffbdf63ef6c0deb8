/** What looks like a secret, whoever's it is. */
const SECRET_FORMS = [
  /[\w-]\.eyJ[\w-]+\.[\w-]/,
  /accesskey=[^;\s"[]+/i,
  /HMAC-SHA256 (?!\[)\S+/,
  /Bearer (?!\[|token|auth)[\w-]{20,}/i,
  /[?&]code=(?!\[)[^&\s"]+/,
];

interface Seen {
  where: string;
  text: string;
}

/**
 * Looks for secrets in what the API lets out. A token counts by its form, so that the thousands that are issued need not be
 * named.
 */
export class LeakWatch {
  readonly #secrets = new Set<string>();
  readonly #leaks: string[] = [];
  readonly #remembers: boolean;
  #remembered: Seen[] = [];
  #looked = 0;

  /** `remembers`: whether a secret is also found in what got out before it was named; then everything is kept. */
  constructor({ remembers = true } = {}) {
    this.#remembers = remembers;
  }

  /** Names a value that must not get out. */
  secret(value: string): void {
    if (!this.#secrets.has(value)) {
      this.#secrets.add(value);
      this.#remembered = this.#remembered.filter((seen) => !this.#findLeak(seen, seen.text.includes(value)));
    }
  }

  /** Takes a text that got out. */
  saw(where: string, text: string): void {
    this.#looked += 1;
    const seen = { where, text };
    const isLeak =
      SECRET_FORMS.some((form) => form.test(text)) || [...this.#secrets].some((secret) => text.includes(secret));
    if (!this.#findLeak(seen, isLeak) && this.#remembers) {
      this.#remembered.push(seen);
    }
  }

  /** How many texts were looked at. */
  get looked(): number {
    return this.#looked;
  }

  /** The places with a secret in them, the secrets masked, since this is printed. */
  leaks(): string[] {
    return [...this.#leaks];
  }

  #findLeak({ where, text }: Seen, isLeak: boolean): boolean {
    if (isLeak) {
      this.#leaks.push(`${where}: ${text.replaceAll(/[\w+/=-]{16,}/g, "…").slice(0, 300)}`);
    }
    return isLeak;
  }
}
