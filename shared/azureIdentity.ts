import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import { DefaultAzureCredential, ManagedIdentityCredential, type TokenCredential } from "@azure/identity";
import { type Clock, systemClock } from "./clock";
import { withTimeLimit } from "./deadline";
import { type IdentityEnvironment, refusalOf } from "./managedIdentity";
import { sdkHttpClient } from "./resilience/sdkHttpClient";
import { ThrottlingBreaker } from "./resilience/ThrottlingBreaker";
import { UpstreamFailure } from "./resilience/UpstreamFailure";

/**
 * The app's managed identity where it has one; elsewhere whoever develops. `getToken` rejects with an UpstreamFailure
 * where it is known why there is no token: `noCredential`, with what to do about it, or `throttled`.
 */
export function createCredential(environment: IdentityEnvironment, clock: Clock = systemClock): TokenCredential {
  const credential = environment.IDENTITY_ENDPOINT
    ? managedIdentity(environment, clock)
    : developersCredential(environment);
  return withTokenLimit(credential, clock);
}

/** Longer than one call waits: a token that comes late, as after a cold start, still serves the next call. */
export const TOKEN_LIMIT_MS = 10_000;

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

/**
 * `DefaultAzureCredential` would find the managed identity, too, but drops the option `retryOptions` on its way there
 * (4.13), and goes on asking long after its caller was told. What the credential throws has neither the status nor the
 * headers of the reply, so they are noted on their way.
 */
function managedIdentity({ AZURE_CLIENT_ID: clientId }: IdentityEnvironment, clock: Clock): TokenCredential {
  const latest = new LatestRefusal();
  const credential = new ManagedIdentityCredential({ ...(clientId && { clientId }), retryOptions, httpClient: latest });
  const breaker = new ThrottlingBreaker(clock);
  return {
    getToken: async (scopes, options) => {
      breaker.check();
      try {
        return await credential.getToken(scopes, options);
      } catch (cause) {
        const failure = latest.reply && refusalOf(latest.reply, { clientId, now: clock.now(), cause });
        if (failure) {
          breaker.note(failure);
        }
        throw failure ?? cause;
      }
    },
  };
}

/** Sends requests, and keeps the reply to the latest one if that was a refusal. Further policies the credential ignores. */
class LatestRefusal implements HttpClient {
  reply: PipelineResponse | undefined;

  async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    this.reply = undefined;
    const reply = await sdkHttpClient.sendRequest(request);
    this.reply = reply.status >= 400 ? reply : undefined;
    return reply;
  }
}

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
  const missing = OF_AN_APPLICATION.filter((name) => !environment[name]);
  const variables = missing.length > 0 ? missing.join(", ") : OF_AN_APPLICATION.join(", ");
  return `No Azure credential on this machine gives a token (the log says why); run az login, or set ${variables} for an application.`;
}
