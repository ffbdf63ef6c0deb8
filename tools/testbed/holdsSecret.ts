/** What looks like a secret, whoever's it is. */
const SECRET_FORMS = [
  /[\w-]\.eyJ[\w-]+\.[\w-]/,
  /accesskey=[^;\s"[]+/i,
  /HMAC-SHA256 (?!\[)\S+/,
  /Bearer (?!\[|token|auth)[\w-]{20,}/i,
  /[?&]code=(?!\[)[^&\s"]+/,
];

/** Whether a text holds one of these secrets, or what looks like one. */
export function holdsSecret(text: string, secrets: Iterable<string>): boolean {
  return SECRET_FORMS.some((form) => form.test(text)) || [...secrets].some((secret) => text.includes(secret));
}

/** A text with a secret in it, fit to be printed. */
export function masked(text: string): string {
  return text.replaceAll(/[\w+/=-]{16,}/g, "…").slice(0, 300);
}
