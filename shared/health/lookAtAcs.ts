import type { AcsGateway } from "../acs/AcsGateway";
import type { Clock } from "../clock";
import type { ConnectionStringSource } from "../connectionString/ConnectionStringSource";
import { withTimeLimit } from "../withTimeLimit";
import type { Finding, Look } from "./HealthCheck";

interface LookOptions {
  connectionStrings: ConnectionStringSource;
  gateway: Pick<AcsGateway, "latest">;
  clock: Clock;
  /** Rejects when nothing answers at an address. */
  reach?: (url: string, signal: AbortSignal) => Promise<unknown>;
}

/**
 * What a call has shown counts for this long. Not longer: an instance that gets no calls because it is taken for ill
 * would never be taken for well again.
 */
export const EVIDENCE_MAX_AGE_MS = 60_000;

const UNREACHABLE: Finding = { status: "unhealthy", message: "Azure Communication Services cannot be reached." };

/** Whether ACS answers, and what the calls of the last minute have shown; no call is made for it. */
export function lookAtAcs({ connectionStrings, gateway, clock, reach = head }: LookOptions): Look {
  return async (deadline) => {
    const { endpoint } = await connectionStrings.get(deadline);
    try {
      await withTimeLimit(deadline.remaining(), clock, (signal) => reach(endpoint, signal));
    } catch {
      return UNREACHABLE;
    }
    const { outcome, at } = gateway.latest ?? { outcome: undefined, at: -Infinity };
    const isRecent = clock.monotonic() - at < EVIDENCE_MAX_AGE_MS;
    if (isRecent && outcome === "credentialRefused") {
      return { status: "unhealthy", message: "Azure Communication Services refuses the access key." };
    }
    if (isRecent && outcome === "apiVersionRefused") {
      const message =
        "Azure Communication Services no longer serves the API version of the SDK in the setting ACS_SDK.";
      return { status: "unhealthy", message };
    }
    if (isRecent && outcome === "clockRefused") {
      const message = "Azure Communication Services refuses calls because this host's clock is wrong.";
      return { status: "unhealthy", message };
    }
    return isRecent && outcome === "throttled"
      ? { status: "degraded", message: "Azure Communication Services is throttling requests." }
      : { status: "healthy", message: "Azure Communication Services answers." };
  };
}

async function head(url: string, signal: AbortSignal): Promise<void> {
  await fetch(url, { method: "HEAD", redirect: "manual", signal });
}
