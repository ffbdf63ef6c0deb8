import type { HttpRequest } from "../http/HttpRequest";
import { apiVersionUnspecified, unsupportedApiVersion } from "./acsErrors";
import { type ApiVersion, apiVersions } from "./apiVersions";

/** The version that a request names. @throws AcsError 400 */
export function readApiVersion(request: HttpRequest): ApiVersion {
  const name = request.query.get("api-version");
  if (!name) throw apiVersionUnspecified();
  const version = apiVersions.find((each) => each.name === name);
  if (!version) throw unsupportedApiVersion(`https://${request.headers["host"] ?? ""}${request.path}`, name);
  return version;
}
