import type { HttpRequest } from "../http/HttpRequest";
import type { HttpResponse } from "../http/HttpResponse";
import { jsonResponse } from "../http/jsonResponse";
import type { Service } from "../Service";
import { wellKnown } from "../wellKnown";
import type { EntraTokens } from "./EntraTokens";

const API_VERSION = "2019-08-01";
const RESOURCES = /^https:\/\/(vault\.azure\.net|communication\.azure\.com|storage\.azure\.com)\/*$/;

/**
 * The token endpoint that App Service gives to an app with a managed identity: `GET /msi/token` (documentation: "How
 * to use managed identities for App Service", REST endpoint reference). The wording of its errors is our choice.
 */
export function managedIdentityService(tokens: EntraTokens): Service {
  return {
    operation: (request) => (request.path === "/msi/token" ? "getToken" : "unknown"),
    handle: (request) => Promise.resolve(answer(request, tokens)),
  };
}

function answer(request: HttpRequest, tokens: EntraTokens): HttpResponse {
  if (request.path !== "/msi/token") return refusal(404, "There is only /msi/token.");
  if (request.method !== "GET") return refusal(405, "Only GET is served.");
  if (request.headers["x-identity-header"] !== wellKnown.identityHeader) {
    return refusal(401, "X-IDENTITY-HEADER is missing or wrong.");
  }
  if (request.query.get("api-version") !== API_VERSION) return refusal(400, `api-version must be ${API_VERSION}.`);
  return grant(request.query.get("resource") ?? "", tokens);
}

function grant(resource: string, tokens: EntraTokens): HttpResponse {
  if (!RESOURCES.test(resource)) return refusal(400, `The resource '${resource}' is not emulated.`);
  const { token, expiresOn } = tokens.mint(resource);
  return jsonResponse(200, {
    access_token: token,
    expires_on: String(expiresOn),
    resource,
    token_type: "Bearer",
    client_id: wellKnown.clientId,
  });
}

function refusal(statusCode: number, message: string): HttpResponse {
  return jsonResponse(statusCode, { statusCode, message });
}
