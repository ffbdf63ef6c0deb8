import type { AcsGateway, CallOutcome } from "../acs/AcsGateway";
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

const ANSWERS: Finding = { status: "healthy", message: "Azure Communication Services answers." };
const UNREACHABLE: Finding = { status: "unhealthy", message: "Azure Communication Services cannot be reached." };

const REFUSED: Readonly<Record<AcsAccess, Finding>> = {
  accessKey: { status: "unhealthy", message: "Azure Communication Services refuses the access key." },
  identity: { status: "unhealthy", message: "Azure Communication Services refuses this app's identity." },
};

/** What the way in which a call ended shows of ACS; nothing else than that it answers, where it is not here. */
const SHOWN: Partial<Record<CallOutcome, Finding>> = {
  apiVersionRefused: {
    status: "unhealthy",
    message: "Azure Communication Services no longer serves the API version of the SDK in the setting ACS_SDK.",
  },
  clockRefused: {
    status: "unhealthy",
    message: "Azure Communication Services refuses calls because this host's clock is wrong.",
  },
  // Perhaps of one caller's scopes: for that no load balancer should take the instance out.
  forbidden: {
    status: "degraded",
    message: "Azure Communication Services forbids calls for tokens, perhaps for their scopes (the log has its words).",
  },
  throttled: { status: "degraded", message: "Azure Communication Services is throttling requests." },
};

/** Whether ACS answers, and what the calls of the last minute have shown; none of its operations is called for it. */
export function acsProbe({ connections, gateway, clock, reach = head }: ProbeOptions): Probe {
  return async (deadline) => {
    const { endpoint } = await connections.get(deadline);
    try {
      await withTimeLimit(deadline.remaining(), clock, (signal) => reach(endpoint, signal));
    } catch {
      return UNREACHABLE;
    }
    const { latest } = gateway;
    if (!latest || clock.monotonic() - latest.at >= EVIDENCE_MAX_AGE_MS) {
      return ANSWERS;
    }
    const { outcome } = latest;
    return (outcome === "credentialRefused" ? REFUSED[connections.access] : SHOWN[outcome]) ?? ANSWERS;
  };
}

/** Loaded when it is first asked: the start need not wait for it. */
async function head(url: string, signal: AbortSignal): Promise<void> {
  await (await import("../resilience/sdkHttpClient.js")).ask(url, { method: "HEAD", abortSignal: signal });
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
