import type { HttpRequest } from "../http/HttpRequest";
import type { AcsError } from "./AcsError";
import { apiVersionUnspecified, unsupportedApiVersion } from "./acsErrors";
import { type ApiVersion, apiVersions } from "./apiVersions";

/** The version that a request names. @throws AcsError 400 */
export function readApiVersion(request: HttpRequest): ApiVersion {
  const name = request.query.get("api-version");
  if (!name) throw apiVersionUnspecified();
  const version = apiVersions.find((each) => each.name === name);
  if (!version) throw versionNotServed(request, name);
  return version;
}

/** The refusal of a version that there is not, or not at the request's path. */
export function versionNotServed(request: HttpRequest, version: string): AcsError {
  return unsupportedApiVersion(`https://${request.headers["host"] ?? ""}${request.path}`, version);
}
