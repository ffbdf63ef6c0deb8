import { randomUUID } from "node:crypto";
import type { HttpRequest } from "../http/HttpRequest";
import type { HttpResponse } from "../http/HttpResponse";
import { jsonResponse } from "../http/jsonResponse";
import type { EntraTokens } from "../managedIdentity/EntraTokens";
import type { Service } from "../Service";
import { authorize, bearerToken, forbiddenByRbac } from "./authorize";
import { badParameter, KeyVaultError } from "./KeyVaultError";
import { checkSecretName, matchSecretRoute } from "./matchSecretRoute";
import type { Secrets } from "./Secrets";

/** Whether the vault's role assignments let the managed identity in. */
export interface VaultAccess {
  allowed: boolean;
}

/** Key Vault's secrets, REST versions 7.x and 2025-07-01 as `@azure/keyvault-secrets` 4.11 sends them. */
export function keyVaultService(secrets: Secrets, tokens: EntraTokens, access: VaultAccess): Service {
  return {
    // Clients without a token first ask without one, to be told where to get it.
    operation: (request) => (bearerToken(request) ? (matchSecretRoute(request)?.operation ?? "unknown") : "challenge"),
    handle: async (request) => {
      try {
        authorize(request, tokens);
        return finished(request, await answer(request, secrets, access));
      } catch (error) {
        if (error instanceof KeyVaultError) return finished(request, refusal(error));
        throw error;
      }
    },
  };
}

async function answer(request: HttpRequest, secrets: Secrets, access: VaultAccess): Promise<HttpResponse> {
  if (!request.query.get("api-version")) throw badParameter("The query parameter api-version is missing.");
  const route = matchSecretRoute(request);
  if (!route) throw new KeyVaultError(404, "NotFound", "The emulator does not serve this operation.");
  checkSecretName(request);
  if (!access.allowed) throw forbiddenByRbac(route.action);
  return jsonResponse(200, await route.run(secrets, request));
}

function refusal(error: KeyVaultError): HttpResponse {
  return jsonResponse(error.status, error, error.details.headers);
}

/** The headers of every reply (recorded), but for Strict-Transport-Security: browsers would keep it for all of localhost. */
function finished(request: HttpRequest, response: HttpResponse): HttpResponse {
  const clientRequestId = request.headers["x-ms-client-request-id"];
  return {
    ...response,
    headers: {
      "Cache-Control": "no-cache",
      Pragma: "no-cache",
      Expires: "-1",
      ...response.headers,
      "x-ms-keyvault-region": "emulator",
      ...(clientRequestId ? { "x-ms-client-request-id": clientRequestId } : {}),
      "x-ms-request-id": randomUUID(),
      "x-ms-keyvault-service-version": "1.9.576.1",
      "x-ms-keyvault-network-info": "conn_type=Ipv4;addr=127.0.0.1;act_addr_fam=InterNetwork;",
      "X-Content-Type-Options": "nosniff",
    },
  };
}
