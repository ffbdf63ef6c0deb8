import { createHash, timingSafeEqual } from "node:crypto";
import type { HttpCall } from "./http/readCall";
import type { Random } from "./random";
import { firstOf } from "./routing/requestTarget";

/** What may be asked of a caller, the least first. */
export const AUTH_LEVELS = ["anonymous", "function", "admin"] as const;
export type AuthLevel = (typeof AUTH_LEVELS)[number];

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

/**
 * What the key of a call opens; without keys (`--auth` is off) every call may do everything, as under `func start`.
 * `functionName` is undefined for calls that go to no function.
 */
export function grantedLevel(keys: FunctionKeys | undefined, call: HttpCall, functionName?: string): AuthLevel {
  if (!keys) {
    return "admin";
  }
  const key = presentedKey(call);
  if (!key) {
    return "anonymous";
  }
  if (isSame(key, keys.master)) {
    return "admin";
  }
  const ownKey = functionName === undefined ? undefined : keys.functions[functionName];
  return [keys.host, ownKey].some((known) => known !== undefined && isSame(key, known)) ? "function" : "anonymous";
}

/** Whether someone with the granted level may use what asks for the required one. */
export function isEnough(granted: AuthLevel, required: AuthLevel): boolean {
  return AUTH_LEVELS.indexOf(granted) >= AUTH_LEVELS.indexOf(required);
}

/** The header goes first: once it is there, even empty, `?code=` does not count (the host's AuthenticationLevelHandler). */
function presentedKey({ headers, query }: HttpCall): string | undefined {
  const values = headers.get("x-functions-key");
  return values ? values[0] : firstOf(query, "code");
}

/** Takes the same time wherever the two differ; the digests have one length, whatever the texts have. */
function isSame(text: string, key: string): boolean {
  const digest = (value: string) => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(text), digest(key));
}
