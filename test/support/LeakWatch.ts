/** What looks like a secret, whoever's it is. */
const SECRET_FORMS = [
  /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/,
  /accesskey=[^;\s"[]+/i,
  /HMAC-SHA256 (?!\[)\S+/,
  /Bearer (?!\[|token|auth)[\w-]{20,}/i,
  /[?&]code=(?!\[)[^&\s"]+/,
];

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
    return this.#seen.filter(({ text }) => this.#holdsSecret(text)).map(({ where, text }) => `${where}: ${mask(text)}`);
  }

  #holdsSecret(text: string): boolean {
    return SECRET_FORMS.some((form) => form.test(text)) || [...this.#secrets].some((secret) => text.includes(secret));
  }
}

function mask(text: string): string {
  return text.replaceAll(/[\w+/=-]{16,}/g, "…").slice(0, 300);
}
