import type { PipelineResponse } from "@azure/core-rest-pipeline";
import type { AccessToken } from "@azure/identity";
import * as z from "zod";
import type { Clock } from "./clock";
import { jsonIn } from "./jsonIn";
import { boundedText } from "./resilience/boundedText";
import { retryAfterSeconds } from "./resilience/replyHeaders";
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

const tokenReply = z.object({ access_token: z.string().min(1), expires_on: z.coerce.number().int().positive() });

/**
 * Each call asks for a token afresh, which the identity library cannot be told to do: it keeps the tokens of managed
 * identities for the whole process, and gives out a refused one until its end (4.13).
 * Source: "REST endpoint reference" in "How to use managed identities for App Service and Azure Functions".
 */
export function managedIdentityTokens(environment: IdentityEnvironment, clock: Clock): FetchToken {
  const { IDENTITY_ENDPOINT = "", IDENTITY_HEADER = "", AZURE_CLIENT_ID: clientId } = environment;
  return async (scope, signal) => {
    const query = new URLSearchParams({
      "api-version": "2019-08-01",
      resource: scope.replace(/\/\.default$/, ""),
      ...(clientId && { client_id: clientId }),
    });
    const headers = { "X-IDENTITY-HEADER": IDENTITY_HEADER, "Accept-Encoding": "identity" };
    const reply = await get(`${IDENTITY_ENDPOINT}?${query.toString()}`, { headers, signal }).catch((cause: unknown) => {
      throw new UpstreamFailure("unavailable", { mayHaveActed: false, cause });
    });
    return tokenIn(reply, { clientId, now: clock.now() });
  };
}

/** What is read of a reply. */
type IdentityReply = Pick<PipelineResponse, "status" | "bodyAsText"> & {
  headers: { get(name: string): string | null | undefined };
};

/** By fetch, since the platform's address is http, on this host, which the SDKs' client takes for a mistake. */
async function get(url: string, options: Pick<RequestInit, "headers" | "signal">): Promise<IdentityReply> {
  const { status, headers, body } = await fetch(url, { ...options, redirect: "manual" });
  return { status, headers, bodyAsText: await boundedText(body) };
}

function tokenIn(reply: IdentityReply, { clientId, now }: { clientId: string | undefined; now: number }) {
  const { status, bodyAsText } = reply;
  if (status !== 200) {
    const cause = new Error(`The managed identity's endpoint answered ${status}.`);
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

interface RefusedCall {
  clientId: string | undefined;
  /** Milliseconds since the epoch. */
  now: number;
  cause: unknown;
}

/** Why there is no token; undefined where the reply tells no more than that there is none. */
export function refusalOf({ status, headers, bodyAsText }: IdentityReply, { clientId, now, cause }: RefusedCall) {
  if (status === 429) {
    const wait = retryAfterSeconds(headers.get("retry-after") ?? undefined, now);
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
