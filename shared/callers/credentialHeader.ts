import type { HttpRequest } from "@azure/functions";
import { invalidCredential } from "./refusals";

/**
 * A header that can be there once; undefined when it is absent or empty. The Functions host joins repeated headers with
 * a comma, which no credential holds: nobody can tell then which one a gateway has checked.
 * @throws ApiError InvalidCredential
 */
export function credentialHeader(request: HttpRequest, name: string): string | undefined {
  const value = request.headers.get(name)?.trim();
  if (value?.includes(",")) {
    throw invalidCredential(`The header ${name} was sent more than once; send it once.`);
  }
  return value === "" ? undefined : value;
}
