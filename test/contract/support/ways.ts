import type { AccessToken } from "@azure/identity";
import { systemClock } from "../../../shared/clock";
import type { AcsConnection } from "../../../shared/connection/AcsConnection";
import { parseConnectionString } from "../../../shared/connection/parseConnectionString";
import { managedIdentityTokens } from "../../../shared/managedIdentity";
import { callOptions } from "../../../shared/resilience/callOptions";
import type { UpstreamFailureKind } from "../../../shared/resilience/UpstreamFailure";
import type { Emulator } from "../../../tools/emulator/index";

/** The ways to call ACS: the older SDK knows no tokens. */
export const WAYS = [
  { sdk: "identity", by: "key" },
  { sdk: "identity", by: "token" },
  { sdk: "administration", by: "key" },
] as const;

export const untilDone = () => callOptions(new AbortController().signal);

/** How the emulated ACS is called. */
export async function connectionTo(emulator: Emulator, by: "key" | "token"): Promise<AcsConnection> {
  const keyed = parseConnectionString(emulator.connectionString);
  return by === "key" ? keyed : { endpoint: keyed.endpoint, accessToken: await fetchToken(emulator) };
}

async function fetchToken(emulator: Emulator): Promise<AccessToken> {
  const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = emulator.environment();
  const fetch = managedIdentityTokens({ IDENTITY_ENDPOINT, IDENTITY_HEADER }, systemClock);
  return await fetch("https://communication.azure.com//.default", untilDone().abortSignal);
}

/** A right that the resource does not grant, to call it in the same way. */
export function wrong(connection: AcsConnection): AcsConnection {
  const { endpoint } = connection;
  return "accessKey" in connection
    ? { endpoint, accessKey: "d3Jvbmc=" }
    : { endpoint, accessToken: { ...connection.accessToken, token: "wrong" } };
}

/** What a call is rejected with. */
export function failure(kind: UpstreamFailureKind, rest: object = {}) {
  return { name: "UpstreamFailure", kind, ...rest };
}
