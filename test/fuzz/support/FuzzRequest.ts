/**
 * A request to send, as no client of the API would write it. Text stands for bytes (Latin-1). What is known only once
 * the API runs has a name in angle brackets, `<living-id>`, so that a seed makes the same requests in every run.
 */
export interface FuzzRequest {
  readonly method: string;
  /** The request target with its query, of characters that a request line can hold. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Puts what they stand for in the place of names in angle brackets; a name that nothing stands for stays. */
export function fill(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(/<([\w-]+)>/g, (whole, name: string) => values.get(name) ?? whole);
}
