/** What a text says as JSON; undefined when it is none. */
export function jsonIn(text: string | null | undefined): unknown {
  try {
    const json: unknown = JSON.parse(text ?? "");
    return json;
  } catch {
    return undefined;
  }
}
