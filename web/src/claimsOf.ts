import { jwtDecode } from "jwt-decode";
import { isRecord } from "./json";

/** What a token says, for display only: nothing here checks who signed it. Nothing, where it cannot be read. */
export function claimsOf(token: string): Record<string, unknown> {
  try {
    const claims = jwtDecode<unknown>(token);
    return isRecord(claims) ? claims : {};
  } catch {
    return {};
  }
}
