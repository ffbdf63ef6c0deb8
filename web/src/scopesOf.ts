import { claimsOf } from "./claimsOf";
import { textOf } from "./json";

/** The scopes that a token says it has, for display only. */
export function scopesOf(token: string): string[] {
  return textOf(claimsOf(token)?.["acsScope"])?.split(",") ?? [];
}
