import { claimsOf } from "./claimsOf";
import { textOf } from "./json";

/** The scopes that an access token says it has. */
export function scopesOf(token: string): string[] {
  return textOf(claimsOf(token)["acsScope"])?.split(",") ?? [];
}
