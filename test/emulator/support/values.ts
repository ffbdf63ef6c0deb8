/** The text at a path of members in a JSON value; fails the test when there is none. */
export function field(value: unknown, ...path: readonly string[]): string {
  const [name, ...rest] = path;
  if (name === undefined) {
    if (typeof value === "string") {
      return value;
    }
    throw new TypeError(`Not a text: ${JSON.stringify(value)}`);
  }
  if (typeof value !== "object" || value === null) {
    throw new TypeError(`No ${name} in ${JSON.stringify(value)}`);
  }
  return field(Reflect.get(value, name), ...rest);
}

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
