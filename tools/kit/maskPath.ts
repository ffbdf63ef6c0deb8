/** What ids, operations and names look like; a token or a key does not. */
const HARMLESS = /^(?:[\w.:@-]{0,40}|8:\w+:[\da-f-]{36}_[\da-f-]{36})$/;

/** A path by its decoded segments, with every one left out that might hold a secret. Queries never come here. */
export function maskPath(segments: readonly string[]): string {
  return `/${segments.map((segment) => (HARMLESS.test(segment) ? segment : "…")).join("/")}`;
}
