import { urlToHttpOptions } from "node:url";
import { BULKHEAD_LIMITS } from "./Bulkhead";
import { KeepAliveAgent } from "./KeepAliveAgent";

/**
 * The connections of all SDK clients. Of each server as many as both parties may call ACS at once: more calls than that
 * are none of theirs.
 */
export const sdkConnections = new KeepAliveAgent({ maxSockets: 2 * BULKHEAD_LIMITS.maxCalls });

/** Where the SDKs find a proxy, also in lower case. */
const PROXIES = ["HTTPS_PROXY", "ALL_PROXY", "HTTP_PROXY"];

/** Opens the connection for the first request to the server of `url`, an https address, unless a proxy stands between. */
export function connectAhead(url: string, environment: Readonly<Record<string, string | undefined>>): void {
  if (PROXIES.every((name) => !environment[name] && !environment[name.toLowerCase()])) {
    const { hostname, port } = urlToHttpOptions(new URL(url));
    sdkConnections.openAhead(hostname ?? "", Number(port ?? 443));
  }
}
