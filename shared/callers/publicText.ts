import { redact } from "../redact";

/** Longer values than this say nothing more; an issuer or an audience of Entra has under 80 characters. */
export const LONGEST_VALUE = 120;

/** A value that came with a credential, fit to be quoted in a message: visible, short, and no token itself. */
export function quoted(value: string): string {
  // Cut before anything reads it: it is as long as its sender likes.
  const visible = redact(value.slice(0, LONGEST_VALUE)).replace(/[^\x20-\x7e]|["\\]/g, "?");
  return `"${value.length > LONGEST_VALUE ? `${visible}...` : visible}"`;
}

/** `"a"`, or `"a" or "b"`. */
export function anyOf(values: readonly string[]): string {
  return values.map(quoted).join(" or ");
}
