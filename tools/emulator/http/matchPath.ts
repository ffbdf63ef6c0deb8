/**
 * The values of a pattern's placeholders, such as `{id}` in `/identities/{id}`, each standing for one segment;
 * `undefined` when the decoded segments of a request are not those of the pattern.
 */
export function matchPath(pattern: string, segments: readonly string[]): string[] | undefined {
  const names = pattern.split("/").filter(Boolean);
  const matches = names.length === segments.length && names.every((name, i) => isHole(name) || name === segments[i]);
  return matches ? segments.filter((_, i) => isHole(names[i] ?? "")) : undefined;
}

function isHole(name: string): boolean {
  return name.startsWith("{");
}
