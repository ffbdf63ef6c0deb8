import { app } from "@azure/functions";
import { composition } from "../shared/composition";
import { healthOf } from "../shared/health/healthOf";

/** Tells a probe, of which some send HEAD, by the status, and an operator by the body, whether this instance can do its work. */
app.http("Health", {
  methods: ["GET", "HEAD"],
  authLevel: "function",
  route: "health",
  handler: composition.forKeyHolders(async (_request, _deadline, { healthChecks }) => {
    const health = await healthOf(healthChecks);
    return { status: health.status === "unhealthy" ? 503 : 200, jsonBody: health };
  }),
});
