import type { HttpRequest } from "@azure/functions";
import { credentialHeader } from "./credentialHeader";
import { invalidCredential } from "./refusals";

/** RFC 6750 section 2.1. */
const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/**
 * The token in a header `Bearer TOKEN`; undefined when the header is absent.
 * @throws ApiError InvalidCredential
 */
export function bearerToken(request: HttpRequest, header: string): string | undefined {
  const value = credentialHeader(request, header);
  if (value === undefined) {
    return undefined;
  }
  const [, token] = BEARER.exec(value) ?? [];
  if (token === undefined) {
    throw invalidCredential(
      `The header ${header} is not of the form Bearer TOKEN; send the access token in that form.`,
    );
  }
  return token;
}
