import type { JSONWebKeySet, JWK } from "jose";
import * as z from "zod/mini";
import type { Clock } from "../../clock";
import { deadlineIn } from "../../deadline";
import { ApiError } from "../../errors";
import type { CallOptions } from "../../resilience/callOptions";
import { retryAfterForCallers, tryAgainIn } from "../../resilience/replyHeaders";
import { createPolicies, type Policies, retry } from "../../resilience/retry";
import { UpstreamFailure } from "../../resilience/UpstreamFailure";
import type { RequestRecord } from "../../telemetry/requestRecord";
import { anyOf } from "../refusals";
import { getJson } from "./getJson";

/** Fetches the published keys of an issuer, for a request if one waits; ends by itself. Rejects with an ApiError. */
export type ReadKeySet = (issuer: string, record?: RequestRecord) => Promise<JSONWebKeySet>;

/** Discovery and keys together; it leaves time for the call of ACS that follows. */
const READ_LIMIT_MS = 4_000;

interface ReadOptions {
  clock: Clock;
  /** A number from 0 up to 1, for the jitter. */
  random: () => number;
}

/** OpenID Connect Discovery 1.0, section 3. */
const namedIssuer = z.object({ issuer: z.string() });
const discoveryDocument = z.extend(namedIssuer, { jwks_uri: z.string() });

/** RFC 7517, section 5: of its keys, those are to be ignored that are malformed, or of a kind that is not understood. */
const keySet = z.pipe(
  z.object({ keys: z.array(z.unknown()) }),
  z.transform(({ keys }) => ({ keys: keys.filter(isKey) })),
);

const key = z.looseObject({ kty: z.string() });

function isKey(value: unknown): value is JWK {
  return key.safeParse(value).success;
}

/**
 * Makes the function that reads an issuer's keys from where its discovery document says. It rejects with an ApiError:
 * Misconfigured when the address is no issuer's, so that waiting does not help, else UpstreamUnavailable.
 */
export function readKeySetFrom({ clock, random }: ReadOptions): ReadKeySet {
  const byIssuer = new Map<string, Policies>();
  const policiesFor = (issuer: string) => {
    const policies = byIssuer.get(issuer) ?? createPolicies(clock);
    byIssuer.set(issuer, policies);
    return policies;
  };
  return async (issuer, record) => {
    const read = ({ abortSignal }: CallOptions) => discoverAndRead(issuer, abortSignal, clock);
    try {
      const deadline = deadlineIn(READ_LIMIT_MS, clock, record);
      return await retry(read, { idempotent: true, deadline, clock, random, policies: policiesFor(issuer) });
    } catch (error) {
      if (error instanceof UpstreamFailure && error.cause instanceof NoIssuerError) {
        throw new ApiError("Misconfigured", `Correct the setting JWT_ISSUERS: ${error.cause.message}`, {
          cause: error,
        });
      }
      throw keysCannotBeRead(error, error instanceof UpstreamFailure ? error.retryAfterSeconds : undefined);
    }
  };
}

/** Where the issuer should be, something else answers. */
class NoIssuerError extends Error {
  override readonly name = "NoIssuerError";
}

async function discoverAndRead(issuer: string, signal: AbortSignal, clock: Clock): Promise<JSONWebKeySet> {
  const json = await discover(issuer, signal, clock);
  const { data: named } = namedIssuer.safeParse(json);
  // Section 4.3: else anyone whose document is served there could speak for the issuer.
  if (named?.issuer !== issuer) {
    const found = named ? `the document of the issuer ${anyOf([named.issuer])}` : "a document without an issuer";
    throw malformed(new NoIssuerError(`at ${anyOf([issuer])} there is ${found}.`));
  }
  return checked(await getJson(checked(json, discoveryDocument).jwks_uri, signal, clock), keySet);
}

/** Of Entra, 400 says that there is no such tenant; 404 is what Azure AD B2C says of its default issuer. */
async function discover(issuer: string, signal: AbortSignal, clock: Clock): Promise<unknown> {
  try {
    return await getJson(discoveryUrl(issuer), signal, clock);
  } catch (error) {
    const isThere = !(error instanceof UpstreamFailure && ["notFound", "unexpected"].includes(error.kind));
    const cause = new NoIssuerError(`at ${anyOf([issuer])} there is no discovery document.`, { cause: error });
    throw isThere ? error : malformed(cause);
  }
}

/** Section 4.1: the path follows the issuer without its last slash, which version 1 of Entra has. */
function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}

function checked<T>(json: unknown, shape: z.ZodMiniType<T>): T {
  const { success, data, error } = shape.safeParse(json);
  if (!success) {
    throw malformed(error);
  }
  return data;
}

/** Asking again would bring the same. */
function malformed(cause: Error): UpstreamFailure {
  return new UpstreamFailure("unexpected", { mayHaveActed: false, cause });
}

/** Not the caller's fault: whether their token is good cannot be told now. */
export function keysCannotBeRead(cause: unknown, askedSeconds?: number): ApiError {
  const retryAfterSeconds = retryAfterForCallers(askedSeconds);
  return new ApiError(
    "UpstreamUnavailable",
    `The keys of the access token's issuer cannot be read; ${tryAgainIn(retryAfterSeconds)}.`,
    { retryAfterSeconds, cause },
  );
}
