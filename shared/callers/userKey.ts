/** All but visible ASCII, and the two characters that mean something in a key. By UTF-16 unit, lone surrogates too. */
const UNSAFE = /[^\x21-\x7e]|[%|]/g;

/** Joins ids into a key of visible ASCII: other ids, or ids cut in other places, never make the same one. */
export function userKey(...ids: readonly string[]): string {
  return ids.map(escaped).join("|");
}

function escaped(id: string): string {
  return id.replace(UNSAFE, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
