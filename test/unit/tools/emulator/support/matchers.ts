/** Jest's own matchers are `any`; these are for expectations that the compiler checks. */
export const anyString: unknown = expect.any(String);
export const anyNumber: unknown = expect.any(Number);

export function matching(pattern: RegExp | string): unknown {
  return expect.stringMatching(pattern);
}

export function containing(members: Readonly<Record<string, unknown>>): unknown {
  return expect.objectContaining(members);
}

export function inAnyOrder(...items: readonly unknown[]): unknown {
  return expect.arrayContaining([...items]);
}
