/** The text at a path of members in a JSON value; fails the test when there is none. */
export function field(value: unknown, ...path: readonly string[]): string {
  const [name, ...rest] = path;
  if (name === undefined) {
    if (typeof value === "string") return value;
    throw new TypeError(`Not a text: ${JSON.stringify(value)}`);
  }
  if (typeof value !== "object" || value === null) throw new TypeError(`No ${name} in ${JSON.stringify(value)}`);
  return field(Reflect.get(value, name), ...rest);
}
