/** What ids, operations and names look like; a token or a key does not. */
const HARMLESS = /^(?:[\w.:@-]{1,40}|8:\w+:[\da-f-]{36}_[\da-f-]{36})$/;

/** A decoded path, with everything that might be a secret left out. Queries never come here. */
export function maskPath(segments: readonly string[]): string {
  return `/${segments.map((segment) => (HARMLESS.test(segment) ? segment : "…")).join("/")}`;
}
