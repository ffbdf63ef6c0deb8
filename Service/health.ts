import { healthOf } from "../shared/health/HealthCheck";
import type { KeyHolderOperation } from "../shared/http/operation";
import type { Services } from "../shared/services";

/** Tells a probe, of which some send HEAD, by the status, and an operator by the body, how this instance does. */
export const health: KeyHolderOperation<Pick<Services, "healthChecks">> = {
  name: "Health",
  methods: ["GET", "HEAD"],
  route: "health",
  access: "keyHolders",
  summary: "Tell whether this instance can do its work.",
  description:
    "A probe reads the status, an operator the body. A 503 without `x-ms-error-code` is a report like the 200, not an error: it has the same body.",
  success: { status: 200, description: "Callers are served.", schema: "HealthReply" },
  otherwise: { status: 503, description: "Callers get errors.", schema: "HealthReply" },
  errors: ["Misconfigured", "ServerBusy"],
  steps: async (_call, { healthChecks }) => {
    const report = await healthOf(healthChecks);
    return { status: report.status === "unhealthy" ? 503 : 200, jsonBody: report };
  },
};
