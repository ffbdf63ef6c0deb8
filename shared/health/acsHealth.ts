import type { AcsGateway } from "../acs/AcsGateway";
import type { Clock } from "../clock";
import type { AcsAccess } from "../connection/AcsConnection";
import type { ConnectionSource } from "../connection/ConnectionSource";
import { withTimeLimit } from "../deadline";
import { EVIDENCE_MAX_AGE_MS, type Finding, HealthCheck, type Probe } from "./HealthCheck";

interface ProbeOptions {
  connections: ConnectionSource;
  gateway: Pick<AcsGateway, "latest">;
  clock: Clock;
  /** Rejects when nothing answers at an address. */
  reach?: (url: string, signal: AbortSignal) => Promise<unknown>;
}

const UNREACHABLE: Finding = { status: "unhealthy", message: "Azure Communication Services cannot be reached." };

const REFUSED: Readonly<Record<AcsAccess, string>> = {
  accessKey: "Azure Communication Services refuses the access key.",
  identity: "Azure Communication Services refuses this app's identity.",
};

/** Whether ACS answers, and what the calls of the last minute have shown; no call is made for it. */
export function acsProbe({ connections, gateway, clock, reach = head }: ProbeOptions): Probe {
  return async (deadline) => {
    const { endpoint } = await connections.get(deadline);
    try {
      await withTimeLimit(deadline.remaining(), clock, (signal) => reach(endpoint, signal));
    } catch {
      return UNREACHABLE;
    }
    const { outcome, at } = gateway.latest ?? { outcome: undefined, at: -Infinity };
    const isRecent = clock.monotonic() - at < EVIDENCE_MAX_AGE_MS;
    if (isRecent && outcome === "credentialRefused") {
      return { status: "unhealthy", message: REFUSED[connections.access] };
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

/** What stands for a connection in the report, and what it says of one that was read, and of one that serves on. */
const CONNECTION: Readonly<Record<AcsAccess, { name: string; fresh: string; stale: string }>> = {
  accessKey: {
    name: "connectionString",
    fresh: "The connection string was read.",
    stale:
      "The last attempt to read the connection string again failed (the log has the cause); the previous one stays in use.",
  },
  identity: {
    name: "identityToken",
    fresh: "The app's identity was given a token for Azure Communication Services.",
    stale:
      "The last attempt to fetch a new token for Azure Communication Services failed (the log has the cause); the previous one stays in use.",
  },
};

/** Whether there is what ACS is called with, and whether it is still to be had. */
export function connectionHealth(connections: ConnectionSource, clock: Clock): HealthCheck {
  const { name, fresh, stale } = CONNECTION[connections.access];
  const probe: Probe = async (deadline) => {
    await connections.get(deadline);
    return connections.isStale ? { status: "degraded", message: stale } : { status: "healthy", message: fresh };
  };
  return new HealthCheck(name, probe, clock);
}
