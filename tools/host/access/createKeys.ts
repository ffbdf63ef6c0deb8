import type { Random } from "../random";

/** The keys of one run. */
export interface FunctionKeys {
  /** Opens every function and the admin API. */
  readonly master: string;
  /** Opens every function of level `function`. */
  readonly host: string;
  /** Each opens the one function of its name. */
  readonly functions: Readonly<Record<string, string>>;
}

const KEY_BYTES = 40;

/** Makes a new set of keys, of characters that need no encoding in `?code=`. */
export function createKeys(functionNames: readonly string[], random: Random): FunctionKeys {
  const newKey = () => random.bytes(KEY_BYTES).toString("base64url");
  const functions = functionNames.map((name) => [name, newKey()] as const);
  return { master: newKey(), host: newKey(), functions: Object.fromEntries(functions) };
}
