import type { HttpRequest } from "../http/HttpRequest";
import type { EntraTokenFault, EntraTokens } from "../managedIdentity/EntraTokens";
import { issuer } from "../managedIdentity/EntraTokens";
import { wellKnown } from "../wellKnown";
import { KeyVaultError } from "./KeyVaultError";

const RESOURCE = "https://vault.azure.net";
const CHALLENGE = `Bearer authorization="https://login.microsoftonline.com/${wellKnown.tenantId}", resource="${RESOURCE}"`;

/** Wording: our choice; the codes AKV10xxx are Key Vault's. */
const faultMessages: Record<EntraTokenFault, string> = {
  signature: "AKV10032: Invalid issuer or signature.",
  audience: `AKV10022: Invalid audience. Expected ${RESOURCE}.`,
  expired: "AKV10046: The token is expired.",
};

/** Lets only a token of the managed identity for Key Vault pass. @throws KeyVaultError 401 with the bearer challenge. */
export function authorize(request: HttpRequest, tokens: EntraTokens): void {
  const token = bearerToken(request);
  if (token === undefined) throw unauthorized("AKV10000: Request is missing a Bearer or PoP token."); // recorded
  const fault = tokens.fault(token, RESOURCE);
  if (fault) throw unauthorized(faultMessages[fault]);
}

export function bearerToken(request: HttpRequest): string | undefined {
  return /^Bearer (.+)$/i.exec(request.headers["authorization"] ?? "")?.[1];
}

/** As a vault answers an identity without a role (seen in many reports). `action` as in Azure's role definitions. */
export function forbiddenByRbac(action: string): KeyVaultError {
  const lines = [
    "Caller is not authorized to perform action on resource.",
    "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
    `Caller: appid=${wellKnown.clientId};oid=${wellKnown.objectId};iss=${issuer}`,
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
