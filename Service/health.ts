import { app } from "@azure/functions";
import { healthOf } from "../shared/health/healthOf";
import { endpoint } from "../shared/http/endpoint";
import { healthChecks } from "../shared/services";
import { users } from "../shared/users";

const checks = [...healthChecks, ...(users ? [users.healthCheck] : [])];

/** Tells a probe by the status, and an operator by the body, whether this instance can do its work. */
app.http("Health", {
  methods: ["GET"],
  authLevel: "function",
  route: "health",
  handler: endpoint(async () => {
    const health = await healthOf(checks);
    return { status: health.status === "unhealthy" ? 503 : 200, jsonBody: health };
  }),
});
