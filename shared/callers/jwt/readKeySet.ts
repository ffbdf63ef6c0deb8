import type { JSONWebKeySet } from "jose";
import * as z from "zod";
import type { Clock } from "../../clock";
import { deadlineIn } from "../../deadline";
import { createGate } from "../../upstream/Gate";
import { UpstreamFailure } from "../../upstream/UpstreamFailure";
import { withTries } from "../../upstream/withTries";
import { getJson } from "./getJson";
import type { ReadKeySet } from "./IssuerKeys";
import { keysCannotBeRead } from "./keysCannotBeRead";

/** Discovery and keys together; it leaves time for the call of ACS that follows. */
const READ_LIMIT_MS = 4_000;

interface ReadOptions {
  clock: Clock;
  /** A number from 0 up to 1, for the jitter. */
  random: () => number;
}

/** OpenID Connect Discovery 1.0, section 3. */
const discoveryDocument = z.object({ issuer: z.string(), jwks_uri: z.string() });

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/**
 * Makes the function that reads an issuer's keys from where its discovery document says. It rejects with an ApiError,
 * UpstreamUnavailable.
 */
export function readKeySetFrom({ clock, random }: ReadOptions): ReadKeySet {
  return async (issuer) => {
    const read = (signal: AbortSignal) => discoverAndRead(issuer, signal, clock);
    try {
      const deadline = deadlineIn(READ_LIMIT_MS, clock);
      return await withTries(read, { idempotent: true, deadline, clock, random, gate: createGate(clock) });
    } catch (error) {
      throw keysCannotBeRead(error, error instanceof UpstreamFailure ? error.retryAfterSeconds : undefined);
    }
  };
}

async function discoverAndRead(issuer: string, signal: AbortSignal, clock: Clock): Promise<JSONWebKeySet> {
  const document = checked(await getJson(discoveryUrl(issuer), signal, clock), discoveryDocument);
  // Section 4.3: else anyone whose document is served there could speak for the issuer.
  if (document.issuer !== issuer) {
    throw malformed(new Error(`The discovery document of ${issuer} is that of another issuer.`));
  }
  return checked(await getJson(document.jwks_uri, signal, clock), keySet);
}

/** Section 4.1: the path follows the issuer without its last slash, which version 1 of Entra has. */
function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}

function checked<T>(json: unknown, shape: z.ZodType<T>): T {
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
