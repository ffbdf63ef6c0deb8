import { HOST_VERSION } from "../core/coreApiOf";
import { jsonReply, type Reply } from "../http/Reply";

/** What tools ask before they use a host. */
export function hostStatus(): Reply {
  return jsonReply({
    id: "development-host",
    state: "Running",
    version: HOST_VERSION,
    versionDetails: `follows ${HOST_VERSION}, for development only`,
    processUptime: Math.round(process.uptime() * 1000),
  });
}
