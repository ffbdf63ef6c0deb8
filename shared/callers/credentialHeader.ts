import type { HttpRequest } from "@azure/functions";
import { invalidCredential } from "./refusals";

/**
 * The longest credential that is read, in characters. A user of many groups has a token of a few KiB; the Functions host
 * lets 32 KiB of headers through.
 */
export const LONGEST_CREDENTIAL = 16 * 1024;

/**
 * A header that can be there once; undefined when it is absent or empty. The Functions host joins repeated headers with
 * a comma, which no credential holds: nobody can tell then which one a gateway has checked.
 * @throws ApiError InvalidCredential
 */
export function credentialHeader(request: HttpRequest, name: string): string | undefined {
  const value = request.headers.get(name)?.trim();
  if (value !== undefined && value.length > LONGEST_CREDENTIAL) {
    throw invalidCredential(
      `The header ${name} is over ${LONGEST_CREDENTIAL / 1024} KiB; send a token with fewer claims (fewer groups, for example).`,
    );
  }
  if (value?.includes(",")) {
    throw invalidCredential(`The header ${name} was sent more than once; send it once.`);
  }
  return value === "" ? undefined : value;
}

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
