import type { ConnectionStringSource } from "../connectionString/ConnectionStringSource";
import type { Look } from "./HealthCheck";

/** Whether there is a connection string, and whether Key Vault still gives it. */
export function lookAtConnectionString(source: ConnectionStringSource): Look {
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
