import { jwtDecode } from "jwt-decode";
import { isRecord } from "./json";

/** What a JWT says; undefined for any other text. Nothing here checks who signed it. */
export function claimsOf(token: string): Record<string, unknown> | undefined {
  try {
    const claims = jwtDecode<unknown>(token);
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
