import { ApiFailure } from "./ApiFailure";
import { isRecord, textOf } from "./json";
import { send } from "./send";

/** The signed-in user's name as Static Web Apps tells it; undefined when nobody is signed in. @throws ApiFailure */
export async function signedInUser(): Promise<string | undefined> {
  const response = await send("GET", "/.auth/me");
  if (!response.ok) {
    throw ApiFailure.from(response, undefined);
  }
  const body: unknown = await response.json();
  const principal = isRecord(body) ? body["clientPrincipal"] : undefined;
  return isRecord(principal) ? (textOf(principal["userDetails"]) ?? "somebody without a name") : undefined;
}
