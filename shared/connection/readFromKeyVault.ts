import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";
import * as z from "zod/mini";
import type { Clock } from "../clock";
import { deadlineIn } from "../deadline";
import { ApiError, internalError } from "../errors";
import { isLoopback } from "../isLoopback";
import type { ReadFor } from "../resilience/CachedRead";
import type { CallOptions } from "../resilience/callOptions";
import { classify, failedCallOf, unlessForeign } from "../resilience/failedCall";
import { createPolicies, retry } from "../resilience/retry";
import { sdkOptions } from "../resilience/sdkOptions";
import { UpstreamFailure, upstreamUnavailable } from "../resilience/UpstreamFailure";
import { type ConnectionString, ConnectionStringError, parseConnectionString } from "./parseConnectionString";
import { vaultScope } from "./vaultScope";

/** One read of the secret, the managed identity's token included, ends within this time. */
const READ_LIMIT_MS = 5_000;

interface KeyVaultOptions {
  vaultUrl: string;
  secretName: string;
  credential: TokenCredential;
  clock: Clock;
  random: () => number;
}

/**
 * Makes the function that reads the ACS connection string from its Key Vault secret.
 * The function rejects with an ApiError: Misconfigured (no such secret, disabled, or not a connection string; no identity
 * to read it as), UpstreamRejected (the vault refuses this app's identity, or its network), UpstreamUnavailable (all else).
 */
export function readFromKeyVault(options: KeyVaultOptions): ReadFor<ConnectionString> {
  const { vaultUrl, secretName, credential, clock, random } = options;
  const scope = vaultScope(vaultUrl);
  const client = new SecretClient(vaultUrl, credential, {
    ...sdkOptions(),
    additionalPolicies: scope === undefined ? [] : [tokenAtOnce(scope, credential)],
    // The SDK makes sure that the vault's challenge asks for a token of the vault's own domain. On this machine is only the
    // emulator, whose challenge does not, and no token of a real vault is at stake there.
    disableChallengeResourceVerification: isLoopback(vaultUrl),
  });
  const readSecret = async (call: CallOptions): Promise<string> => {
    try {
      return (await client.getSecret(secretName, call)).value ?? "";
    } catch (error) {
      throw keyVaultFailure(error, clock.now());
    }
  };
  const policies = createPolicies(clock);
  return async (record) => {
    try {
      const deadline = deadlineIn(READ_LIMIT_MS, clock, record);
      return parseConnectionString(await retry(readSecret, { idempotent: true, deadline, clock, random, policies }));
    } catch (error) {
      throw toApiError(error, secretName);
    }
  };
}

/**
 * Sends the token along from the first request on, for which the SDK waits until the vault has refused one without and said
 * which it takes. A refusal all the same is the SDK's, as ever. Comes before the SDK's own policy, whose token goes first.
 */
function tokenAtOnce(scope: string, credential: TokenCredential) {
  const policy: PipelinePolicy = {
    name: "tokenAtOnce",
    sendRequest: async (request, next) => {
      const { abortSignal } = request;
      const token = await credential.getToken(scope, { ...(abortSignal && { abortSignal }) });
      if (token) {
        request.headers.set("Authorization", `Bearer ${token.token}`);
      }
      return await next(request);
    },
  };
  return { policy, position: "perCall" as const };
}

/** Decides what a failed call to Key Vault means. `now`: milliseconds since the epoch. */
function keyVaultFailure(error: unknown, now: number): UpstreamFailure {
  if (error instanceof UpstreamFailure) {
    return error;
  }
  if (isNetworkRefusal(error)) {
    return new UpstreamFailure("networkRefused", { mayHaveActed: false, cause: error });
  }
  const call = failedCallOf(error);
  return unlessForeign(classify(call, now), call.code);
}

function toApiError(error: unknown, secretName: string): ApiError {
  const secret = `The Key Vault secret "${secretName}" (setting ACS_CONNECTION_STRING_SECRET)`;
  if (error instanceof ConnectionStringError) {
    return misconfigured(`${secret} is not an ACS connection string: ${error.message}.`, error);
  }
  if (!(error instanceof UpstreamFailure)) {
    return internalError(error);
  }
  if (error.kind === "notFound") {
    return misconfigured(`${secret} does not exist; create it, or set the name of a secret that exists.`, error);
  }
  if (error.kind === "credentialRefused") {
    return innerCodeOf(error.cause) === "SecretDisabled"
      ? misconfigured(`${secret} is disabled; enable it.`, error)
      : new ApiError("UpstreamRejected", whyRefused(error.cause), { cause: error });
  }
  if (error.kind === "networkRefused") {
    const message =
      "Key Vault's network rules block this service; its operator must allow the app's network, by a private endpoint, a virtual network rule or an IP rule of the vault in the setting KEY_VAULT_URL.";
    return new ApiError("UpstreamRejected", message, { cause: error });
  }
  if (error.kind === "noCredential") {
    return misconfigured(error.advice ?? "There is no identity to read the secret with.", error);
  }
  return upstreamUnavailable("Key Vault", error);
}

/**
 * What the operator has to do about a refused identity. A token of another tenant is refused by a 401 (AKV10032, invalid
 * issuer), and no role helps. Source: "HTTP 401: Unauthenticated Request" in Key Vault's documentation of its error codes.
 */
function whyRefused(error: unknown): string {
  return failedCallOf(error).status === 401
    ? "Key Vault does not accept this service's token; its operator must set KEY_VAULT_URL to a vault in the app's own Microsoft Entra tenant."
    : "Key Vault refuses this service's identity; its operator must grant it the role Key Vault Secrets User.";
}

/**
 * Key Vault answers 403 `Forbidden` for a caller without the role, for a disabled secret and for a caller whose network it
 * does not let in; its `innererror` tells. Source: "Azure Key Vault REST API error codes" of its documentation.
 */
function innerCodeOf(error: unknown): string | undefined {
  return forbidden.safeParse(error).data?.details.error.innerError.code;
}

/** Whether Key Vault does not let this network in. */
export function isNetworkRefusal(error: unknown): boolean {
  return ["ForbiddenByFirewall", "ForbiddenByConnection"].includes(innerCodeOf(error) ?? "");
}

const forbidden = z.object({
  details: z.object({ error: z.object({ innerError: z.object({ code: z.string() }) }) }),
});

function misconfigured(message: string, cause: Error): ApiError {
  return new ApiError("Misconfigured", message, { cause });
}
