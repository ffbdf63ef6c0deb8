import { HOST_VERSION } from "./core/FunctionApp";
import { grantedLevel, isEnough } from "./functionKeys";
import type { HttpCall } from "./http/readCall";
import { emptyReply, type Reply } from "./http/Reply";
import type { Site } from "./loadSite";

/** Answers a request below `/admin`: what tools ask before they use a host (its HostController.cs). */
export function answerAdmin(site: Site, call: HttpCall): Reply {
  if (/^(?:GET|POST)$/.test(call.method) && /^\/admin\/host\/ping\/?$/i.test(call.path)) {
    return emptyReply(200, { "cache-control": "no-store,no-cache" });
  }
  if (call.method !== "GET" || !/^\/admin\/host\/status\/?$/i.test(call.path)) {
    return emptyReply(404);
  }
  const status = {
    id: "development-host",
    state: "Running",
    version: HOST_VERSION,
    versionDetails: `follows ${HOST_VERSION}, for development only`,
    processUptime: Math.round(process.uptime() * 1000),
  };
  const headers = { "content-type": "application/json; charset=utf-8" };
  return isEnough(grantedLevel(site.keys, call), "admin")
    ? { status: 200, headers, body: Buffer.from(JSON.stringify(status)) }
    : emptyReply(401);
}
