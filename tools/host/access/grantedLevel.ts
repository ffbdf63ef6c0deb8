import { createHash, timingSafeEqual } from "node:crypto";
import type { HttpCall } from "../http/HttpCall";
import type { AuthLevel } from "../routing/HttpRoute";
import { firstOf } from "../routing/parseQuery";
import type { FunctionKeys } from "./createKeys";

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
  const ownKey = functionName === undefined ? undefined : keys.functions[functionName];
  if (isSame(key, keys.master)) {
    return "admin";
  }
  return isSame(key, keys.host) || (ownKey !== undefined && isSame(key, ownKey)) ? "function" : "anonymous";
}

/** Whether someone with the granted level may use what asks for the required one. */
export function isEnough(granted: AuthLevel, required: AuthLevel): boolean {
  const levels: readonly AuthLevel[] = ["anonymous", "function", "admin"];
  return levels.indexOf(granted) >= levels.indexOf(required);
}

/** The header goes first: once it is there, even empty, `?code=` does not count (the host's AuthenticationLevelHandler). */
function presentedKey({ headers, query }: HttpCall): string | undefined {
  const values = headers.get("x-functions-key");
  return values ? values[0] : firstOf(query, "code");
}

/** Takes the same time wherever the two differ; the digests have one length, whatever the texts have. */
function isSame(text: string, key: string): boolean {
  return timingSafeEqual(digest(text), digest(key));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
