import { invalidCredential } from "../refusals";

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The JSON object in an `x-ms-client-principal` header.
 * @throws ApiError InvalidCredential
 */
export function decodePrincipal(header: string): unknown {
  if (!BASE64.test(header)) {
    throw invalidCredential("The header x-ms-client-principal is not base64.");
  }
  try {
    return JSON.parse(Buffer.from(header, "base64").toString("utf8"));
  } catch (cause) {
    throw invalidCredential("The header x-ms-client-principal is not JSON in base64.", cause);
  }
}
