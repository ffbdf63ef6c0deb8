import { createHttpHeaders, createPipelineRequest, type PipelineResponse } from "@azure/core-rest-pipeline";
import type { AccessToken, TokenCredential } from "@azure/identity";
import * as z from "zod/mini";
import type { Clock } from "./clock";
import { deadlineIn, withTimeLimit } from "./deadline";
import { jsonIn } from "./jsonIn";
import { CachedRead } from "./resilience/CachedRead";
import { retryAfterSeconds } from "./resilience/replyHeaders";
import { sdkHttpClient } from "./resilience/sdkHttpClient";
import { ThrottlingBreaker } from "./resilience/ThrottlingBreaker";
import { UpstreamFailure } from "./resilience/UpstreamFailure";

/** The variables that tell of the app's managed identity. */
export interface IdentityEnvironment {
  /** Where tokens are given out; set by App Service, Functions on all plans, and Container Apps. */
  readonly IDENTITY_ENDPOINT?: string | undefined;
  /** What has to be sent along there. */
  readonly IDENTITY_HEADER?: string | undefined;
  /** Names a user-assigned identity, as for `DefaultAzureCredential`. */
  readonly AZURE_CLIENT_ID?: string | undefined;
  readonly [name: string]: string | undefined;
}

/** Fetches an access token; `scope` as `https://RESOURCE/.default`. Rejects with an UpstreamFailure. */
export type FetchToken = (scope: string, signal: AbortSignal) => Promise<AccessToken>;

const tokenReply = z.object({
  access_token: z.string().check(z.minLength(1)),
  expires_on: z.coerce.number().check(z.int(), z.positive()),
});

/** Longer than one call waits: a token that comes late, as after a cold start, still serves the next call. */
export const TOKEN_LIMIT_MS = 10_000;

/**
 * What clients are told of each token's end, so that they ask for each call: one that keeps a token of its own renews it
 * beside its calls, and if that fails, it is a rejection that nobody can handle (@azure/core-rest-pipeline 1.24).
 */
const OVER = 0;

/** A token with less life left than this is not given out: it is to last for the call that it is for. */
const LEAST_LIFE_MS = 60_000;

/**
 * The app's managed identity as the SDKs take one, without the identity library, which is larger than all else that a first
 * token needs. The token for each scope is kept, and renewed in the background when half of its
 * life is over. `getToken` rejects with an UpstreamFailure, or a TimeLimitError: all who wait for a token share one
 * request for it, and a single answer that never comes would block them until the next start.
 */
export function managedIdentityCredential(environment: IdentityEnvironment, clock: Clock): TokenCredential {
  const fetchToken = managedIdentityTokens(environment, clock);
  const breaker = new ThrottlingBreaker(clock);
  const fetchUnlessThrottled = async (scope: string) => {
    breaker.check();
    try {
      return await withTimeLimit(TOKEN_LIMIT_MS, clock, (signal) => fetchToken(scope, signal));
    } catch (error) {
      if (error instanceof UpstreamFailure) {
        breaker.note(error);
      }
      throw error;
    }
  };
  const lifeLeftMs = ({ expiresOnTimestamp }: AccessToken) => expiresOnTimestamp - clock.now();
  const tokens = new Map<string, CachedRead<AccessToken>>();
  const tokenFor = (scope: string) =>
    new CachedRead({
      read: () => fetchUnlessThrottled(scope),
      isDue: (token, ageMs) => ageMs >= lifeLeftMs(token),
      isOver: (token) => lifeLeftMs(token) < LEAST_LIFE_MS,
      cooldownMs: () => 0,
      tooSlow: (cause) => cause,
      clock,
    });
  return {
    getToken: async (scopes) => {
      const scope = [scopes].flat().join(" ");
      const token = tokens.get(scope) ?? tokenFor(scope);
      tokens.set(scope, token);
      return { ...(await token.get(deadlineIn(TOKEN_LIMIT_MS, clock))), expiresOnTimestamp: OVER };
    },
  };
}

/**
 * Each call asks for a token afresh, which the identity library cannot be told to do: it keeps the tokens of managed
 * identities for the whole process, and gives out a refused one until its end (4.13).
 * Source: "REST endpoint reference" in "How to use managed identities for App Service and Azure Functions".
 */
export function managedIdentityTokens(environment: IdentityEnvironment, clock: Clock): FetchToken {
  const { IDENTITY_ENDPOINT = "", IDENTITY_HEADER = "", AZURE_CLIENT_ID } = environment;
  // A blank one counts as not set, as in all settings.
  const clientId = AZURE_CLIENT_ID?.trim();
  return async (scope, signal) => {
    const query = new URLSearchParams({
      "api-version": "2019-08-01",
      resource: scope.replace(/\/\.default$/, ""),
      ...(clientId && { client_id: clientId }),
    });
    const headers = { "X-IDENTITY-HEADER": IDENTITY_HEADER };
    const reply = await get(`${IDENTITY_ENDPOINT}?${query.toString()}`, headers, signal).catch((cause: unknown) => {
      throw new UpstreamFailure("unavailable", { mayHaveActed: false, cause });
    });
    return tokenIn(reply, { clientId, now: clock.now() });
  };
}

/** What is read of a reply. */
type IdentityReply = Pick<PipelineResponse, "status" | "bodyAsText"> & {
  headers: { get(name: string): string | undefined };
};

/** By the SDKs' client, which is loaded in any case; fetch would have to be made ready first. */
async function get(url: string, headers: Record<string, string>, abortSignal: AbortSignal): Promise<IdentityReply> {
  // The platform's address is http, on this host.
  const options = { allowInsecureConnection: true, headers: createHttpHeaders(headers), abortSignal };
  return await sdkHttpClient.sendRequest(createPipelineRequest({ url, ...options }));
}

function tokenIn(reply: IdentityReply, { clientId, now }: { clientId: string | undefined; now: number }) {
  const { status, bodyAsText } = reply;
  if (status !== 200) {
    const cause = new ManagedIdentityRefusal(reply);
    // Whatever else it answers, it is in trouble: nothing of it is the operator's to set right.
    const kind = status === 408 ? "timedOut" : "unavailable";
    throw refusalOf(reply, { clientId, now, cause }) ?? new UpstreamFailure(kind, { mayHaveActed: false, cause });
  }
  const { data } = tokenReply.safeParse(jsonIn(bodyAsText));
  if (!data) {
    const cause = new Error("The managed identity's endpoint answered without a token or its expiry.");
    throw new UpstreamFailure("unavailable", { mayHaveActed: false, cause });
  }
  return { token: data.access_token, expiresOnTimestamp: data.expires_on * 1000 };
}

/** A reply that is no success, in its own words where it has some. */
class ManagedIdentityRefusal extends Error {
  override readonly name = "ManagedIdentityRefusal";

  constructor({ status, bodyAsText }: IdentityReply) {
    const { error, error_description, message, Message } = words.safeParse(jsonIn(bodyAsText)).data ?? {};
    const told = [error, error_description, message, Message].filter((text) => text !== undefined);
    super([`The managed identity's endpoint answered ${status}`, ...told].join(": "));
  }
}

/** In each form that is known: of the metadata service, of App Service, and an older one of that. */
const words = z.partial(
  z.object({ error: z.string(), error_description: z.string(), message: z.string(), Message: z.string() }),
);

interface RefusedCall {
  clientId: string | undefined;
  /** Milliseconds since the epoch. */
  now: number;
  cause: unknown;
}

/** Why there is no token; undefined where the reply tells no more than that there is none. */
function refusalOf({ status, headers, bodyAsText }: IdentityReply, { clientId, now, cause }: RefusedCall) {
  if (status === 429) {
    const wait = retryAfterSeconds(headers.get("retry-after"), now);
    const source = "managedIdentity";
    return new UpstreamFailure("throttled", { mayHaveActed: false, retryAfterSeconds: wait, source, cause });
  }
  // "Unable to load the proper Managed Identity." and "No (User Assigned or Delegated) Managed Identity found for
  // specified ClientId/ResourceId/PrincipalId." on App Service, Functions and Container Apps; "Identity not found" and
  // "Multiple user assigned identities exist" of the metadata service of virtual machines.
  return (status === 400 || status === 404) && /identit(?:y|ies)\b/i.test(bodyAsText ?? "")
    ? new UpstreamFailure("noCredential", { mayHaveActed: false, advice: adviceFor(clientId), cause })
    : undefined;
}

function adviceFor(clientId: string | undefined): string {
  return clientId
    ? "The app has no managed identity with the client id in the setting AZURE_CLIENT_ID; set it to the client id (not the object id) of a user-assigned identity of the app, or remove it to use the system-assigned identity."
    : "The app has no system-assigned managed identity; turn it on, or set AZURE_CLIENT_ID to the client id of the app's user-assigned identity.";
}
