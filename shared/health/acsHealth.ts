import type { AcsGateway } from "../acs/AcsGateway";
import type { Clock } from "../clock";
import type { ConnectionStringSource } from "../connectionString/ConnectionStringSource";
import { withTimeLimit } from "../deadline";
import { EVIDENCE_MAX_AGE_MS, type Finding, type Probe } from "./HealthCheck";

interface ProbeOptions {
  connectionStrings: ConnectionStringSource;
  gateway: Pick<AcsGateway, "latest">;
  clock: Clock;
  /** Rejects when nothing answers at an address. */
  reach?: (url: string, signal: AbortSignal) => Promise<unknown>;
}

const UNREACHABLE: Finding = { status: "unhealthy", message: "Azure Communication Services cannot be reached." };

/** Whether ACS answers, and what the calls of the last minute have shown; no call is made for it. */
export function acsProbe({ connectionStrings, gateway, clock, reach = head }: ProbeOptions): Probe {
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

/** Whether there is a connection string, and whether Key Vault still gives it. */
export function connectionStringProbe(source: ConnectionStringSource): Probe {
  return async (deadline) => {
    await source.get(deadline);
    return source.isStale
      ? {
          status: "degraded",
          message:
            "The last attempt to read the connection string again failed (the log has the cause); the previous one stays in use.",
        }
      : { status: "healthy", message: "The connection string was read." };
  };
}
