import * as z from "zod/mini";
import type { Caller } from "../Caller";
import { invalidCredential } from "../refusals";
import { appServicePrincipal, callerOfAppService } from "./appService";
import { callerOfStaticWebApps, staticWebAppsPrincipal } from "./staticWebApps";

/** Strict where it must be: a text that could be read in both ways is nobody's. */
const principal = z.xor([appServicePrincipal, staticWebAppsPrincipal]);

/**
 * The user that the platform names in `x-ms-client-principal`.
 * Only for where the platform removes a caller's own header of this name: there is no signature in it to check.
 * @throws ApiError MissingCredential for an anonymous visitor, else InvalidCredential
 */
export function callerOfPrincipal(header: string): Caller {
  const { success, data, error } = principal.safeParse(decodePrincipal(header));
  if (!success) {
    throw invalidCredential(
      "The header x-ms-client-principal is neither that of App Service Authentication nor that of Static Web Apps.",
      error,
    );
  }
  return "auth_typ" in data ? callerOfAppService(data) : callerOfStaticWebApps(data);
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The JSON object in an `x-ms-client-principal` header.
 * @throws ApiError InvalidCredential
 */
function decodePrincipal(header: string): unknown {
  if (!BASE64.test(header)) {
    throw invalidCredential("The header x-ms-client-principal is not base64.");
  }
  try {
    return JSON.parse(Buffer.from(header, "base64").toString("utf8"));
  } catch (cause) {
    throw invalidCredential("The header x-ms-client-principal is not JSON in base64.", cause);
  }
}
