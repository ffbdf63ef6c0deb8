import { DefaultAzureCredential, type TokenCredential } from "@azure/identity";
import { type Clock, systemClock } from "./clock";
import { withTimeLimit } from "./deadline";
import { type IdentityEnvironment, TOKEN_LIMIT_MS } from "./managedIdentity";
import { UpstreamFailure } from "./resilience/UpstreamFailure";

/**
 * Whoever develops, where the app has no managed identity. `getToken` rejects with an UpstreamFailure `noCredential`, with
 * what to do about it, where it is known why there is no token.
 */
export function createCredential(environment: IdentityEnvironment, clock: Clock = systemClock): TokenCredential {
  return withTokenLimit(developersCredential(environment), clock);
}

/**
 * A credential that gives up. The identity library waits without end, and each Azure client lets all its calls wait for
 * the one token that is being fetched: a single answer that never comes would block them until the next start.
 */
export function withTokenLimit(credential: TokenCredential, clock: Clock): TokenCredential {
  return {
    getToken: (scopes, options) => withTimeLimit(TOKEN_LIMIT_MS, clock, () => credential.getToken(scopes, options)),
  };
}

// When and how often to try again is decided in one place for all, within the request's time budget.
const retryOptions = { maxRetries: 0 };

function developersCredential(environment: IdentityEnvironment): TokenCredential {
  const credential = new DefaultAzureCredential({ retryOptions });
  return {
    getToken: async (scopes, options) => {
      try {
        return await credential.getToken(scopes, options);
      } catch (cause) {
        const advice = adviceOnCli(cause) ?? (isWithoutCredential(cause) ? howToSignIn(environment) : undefined);
        throw advice === undefined
          ? cause
          : new UpstreamFailure("noCredential", { mayHaveActed: false, advice, cause });
      }
    },
  };
}

/** Whether each way to sign in is missing, and none was tried and has failed. */
function isWithoutCredential(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  return "errors" in error && Array.isArray(error.errors)
    ? error.errors.every(isWithoutCredential)
    : error.name === "CredentialUnavailableError";
}

/**
 * Entra refuses the Azure CLI tokens for services that have not let it in, and ACS is one (Azure/azure-cli#23485). Undefined
 * where that is not why there is no token.
 */
function adviceOnCli(error: unknown): string | undefined {
  return error instanceof Error && error.message.includes("AADSTS65002")
    ? `Microsoft Entra gives the Azure CLI no tokens for this service (AADSTS65002); set ${OF_AN_APPLICATION.join(", ")} for an application that has the role.`
    : undefined;
}

const OF_AN_APPLICATION = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"];

function howToSignIn(environment: IdentityEnvironment): string {
  // A blank one counts as not set, as in all settings.
  const missing = OF_AN_APPLICATION.filter((name) => !environment[name]?.trim());
  const variables = missing.length > 0 ? missing.join(", ") : OF_AN_APPLICATION.join(", ");
  return `No Azure credential on this machine gives a token (the log says why); run az login, or set ${variables} for an application.`;
}
