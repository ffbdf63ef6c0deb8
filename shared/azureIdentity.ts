import { DefaultAzureCredential, ManagedIdentityCredential, type TokenCredential } from "@azure/identity";
import { systemClock } from "./clock";
import { withTokenLimit } from "./withTokenLimit";

interface IdentityEnvironment {
  /** Set by App Service where the app has a managed identity. */
  readonly IDENTITY_ENDPOINT?: string | undefined;
  /** Names a user-assigned identity, as for `DefaultAzureCredential`. */
  readonly AZURE_CLIENT_ID?: string | undefined;
}

/** The app's managed identity where it has one; elsewhere whoever develops. */
export function createCredential(environment: IdentityEnvironment): TokenCredential {
  return withTokenLimit(credentialOf(environment), systemClock);
}

/**
 * `DefaultAzureCredential` would find the managed identity, too, but drops the option below on its way there (4.13), and
 * goes on asking long after its caller was told.
 */
function credentialOf({ IDENTITY_ENDPOINT, AZURE_CLIENT_ID: clientId }: IdentityEnvironment): TokenCredential {
  // When and how often to try again is decided in one place for all, within the request's time budget.
  const retryOptions = { maxRetries: 0 };
  return IDENTITY_ENDPOINT
    ? new ManagedIdentityCredential({ ...(clientId && { clientId }), retryOptions })
    : new DefaultAzureCredential({ retryOptions });
}
