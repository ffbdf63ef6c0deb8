import { randomUUID } from "node:crypto";
import { type EntraTokenFault, type EntraTokens, issuerOf, type RoleAccess } from "../entraTokens";
import { bearerToken, type HttpRequest, type HttpResponse, jsonResponse } from "../http/http";
import type { Service } from "../Service";
import { wellKnown } from "../wellKnown";
import { badParameter, KeyVaultError } from "./KeyVaultError";
import { checkSecretName, matchSecretRoute } from "./secretRoutes";
import type { Secrets } from "./Secrets";

/** Key Vault's secrets, REST versions 7.x and 2025-07-01 as `@azure/keyvault-secrets` 4.11 sends them. */
export function keyVaultService(secrets: Secrets, tokens: EntraTokens, access: RoleAccess): Service {
  return {
    // Clients without a token first ask without one, to be told where to get it.
    operation: (request) => (bearerToken(request) ? (matchSecretRoute(request)?.operation ?? "unknown") : "challenge"),
    handle: async (request) => {
      try {
        authorize(request, tokens);
        return finished(request, await answer(request, secrets, access));
      } catch (error) {
        if (error instanceof KeyVaultError) {
          return finished(request, refusal(error));
        }
        throw error;
      }
    },
  };
}

async function answer(request: HttpRequest, secrets: Secrets, access: RoleAccess): Promise<HttpResponse> {
  if (!request.query.get("api-version")) {
    throw badParameter("The query parameter api-version is missing.");
  }
  const route = matchSecretRoute(request);
  if (!route) {
    throw new KeyVaultError(404, "NotFound", "The emulator does not serve this operation.");
  }
  checkSecretName(request);
  if (!access.allowed) {
    throw forbiddenByRbac(route.action);
  }
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

const RESOURCE = "https://vault.azure.net";
const CHALLENGE = `Bearer authorization="https://login.microsoftonline.com/${wellKnown.tenantId}", resource="${RESOURCE}"`;

/** Wording: our choice; the codes AKV10xxx are Key Vault's. */
const faultMessages: Record<EntraTokenFault, string> = {
  signature: "AKV10032: Invalid issuer or signature.",
  audience: `AKV10022: Invalid audience. Expected ${RESOURCE}.`,
  expired: "AKV10046: The token is expired.",
};

/** Lets only a token of the managed identity for Key Vault pass. @throws KeyVaultError 401 with the bearer challenge. */
function authorize(request: HttpRequest, tokens: EntraTokens): void {
  const token = bearerToken(request);
  if (token === undefined) {
    throw unauthorized("AKV10000: Request is missing a Bearer or PoP token."); // recorded
  }
  const fault = tokens.fault(token, RESOURCE);
  if (fault) {
    throw unauthorized(faultMessages[fault]);
  }
}

/** As a vault answers an identity without a role (seen in many reports). `action` as in Azure's role definitions. */
function forbiddenByRbac(action: string): KeyVaultError {
  const lines = [
    "Caller is not authorized to perform action on resource.",
    "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
    `Caller: appid=${wellKnown.clientId};oid=${wellKnown.objectId};iss=${issuerOf(wellKnown.tenantId)}`,
    `Action: 'Microsoft.KeyVault/vaults/secrets/${action}/action'`,
    "Assignment: (not found)",
    "DenyAssignmentId: null",
    "DecisionReason: 'DeniedWithNoValidRBAC' ",
    "Vault: emulator;location=emulator",
    "",
  ];
  return new KeyVaultError(403, "Forbidden", lines.join("\r\n"), { innerCode: "ForbiddenByRbac" });
}

function unauthorized(message: string): KeyVaultError {
  return new KeyVaultError(401, "Unauthorized", message, { headers: { "WWW-Authenticate": CHALLENGE } });
}
