import { jwtDecode } from "jwt-decode";
import { isRecord, textOf } from "./json";

/** The scopes that a token says it has. For display only: nothing here checks who signed it. */
export function scopesOf(token: string): string[] {
  const claims = jwtDecode<unknown>(token);
  const scopes = isRecord(claims) ? textOf(claims["acsScope"]) : undefined;
  return scopes?.split(",") ?? [];
}
