import type { EntraTokens } from "./entraTokens";
import { type HttpRequest, type HttpResponse, jsonResponse } from "./http/http";
import type { Service } from "./Service";
import { wellKnown } from "./wellKnown";

const API_VERSION = "2019-08-01";
const RESOURCES =
  /^https:\/\/(vault\.azure\.net|communication\.azure\.com|storage\.azure\.com|management\.azure\.com)\/{0,2}$/;

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
  if (request.path !== "/msi/token") {
    return refusal(404, "Only /msi/token is served.");
  }
  if (request.method !== "GET") {
    return refusal(405, "Only GET is served.");
  }
  if (request.headers["x-identity-header"] !== wellKnown.identityHeader) {
    return refusal(401, "X-IDENTITY-HEADER is missing or wrong.");
  }
  if (request.query.get("api-version") !== API_VERSION) {
    return refusal(400, `api-version must be ${API_VERSION}.`);
  }
  if (!isAssigned(request.query)) {
    return refusal(400, NOT_ASSIGNED);
  }
  return grant(request.query.get("resource") ?? "", tokens);
}

/** How the app may name one of its user-assigned identities, and what the emulated one is called in each way. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  client_id: wellKnown.clientId,
  principal_id: wellKnown.objectId,
  object_id: wellKnown.objectId,
};

/** As App Service words it (Azure-Samples/azure-search-openai-demo#2148). */
const NOT_ASSIGNED =
  "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.";

/** Whether the identity that is asked for, if any is, is the app's. It has no resource id here. */
function isAssigned(query: URLSearchParams): boolean {
  const isOwn = ([name, id]: [string, string]) => query.getAll(name).every((asked) => asked.toLowerCase() === id);
  return Object.entries(OWN_NAMES).every(isOwn) && !query.has("mi_res_id") && !query.has("msi_res_id");
}

function grant(resource: string, tokens: EntraTokens): HttpResponse {
  if (!RESOURCES.test(resource)) {
    return refusal(
      400,
      `The resource '${resource}' is not emulated. There are tokens for https://vault.azure.net, https://communication.azure.com, https://storage.azure.com and https://management.azure.com.`,
    );
  }
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
