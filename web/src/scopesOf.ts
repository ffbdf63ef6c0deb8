import { jwtDecode } from "jwt-decode";
import { isRecord, textOf } from "./json";

/** The scopes that a token says it has, for display only: nothing here checks who signed it. */
export function scopesOf(token: string): string[] {
  try {
    const claims = jwtDecode<unknown>(token);
    return isRecord(claims) ? (textOf(claims["acsScope"])?.split(",") ?? []) : [];
  } catch {
    return [];
  }
}
