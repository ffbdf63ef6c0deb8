import { ApiFailure } from "./ApiFailure";
import { isRecord, jsonOf, textOf } from "./json";
import { send } from "./send";

/** The signed-in user's name as Static Web Apps tells it; undefined when nobody is signed in. @throws ApiFailure */
export async function signedInUser(): Promise<string | undefined> {
  const response = await send("GET", "/.auth/me");
  if (!response.ok) {
    throw ApiFailure.from(response, undefined);
  }
  const body = await jsonOf(response);
  if (!isRecord(body)) {
    throw ApiFailure.unexpectedAnswer("did not say who is signed in");
  }
  const principal = body["clientPrincipal"];
  return isRecord(principal) ? (textOf(principal["userDetails"]) ?? "a user without a name") : undefined;
}
