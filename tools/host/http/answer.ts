import { grantedLevel, isEnough } from "../access/grantedLevel";
import { answerAdmin } from "../admin/answerAdmin";
import { matchRoute } from "../routing/matchRoute";
import { isPreflight, preflightReply, withCors } from "./cors";
import { homePage } from "./homePage";
import type { HttpCall } from "./HttpCall";
import { emptyReply, type Reply } from "./Reply";
import { runHttpFunction } from "./runHttpFunction";
import type { Site } from "./Site";

/** Answers a request, in the order of the real host: CORS, built-in routes, route, key, disabled, function. */
export async function answer(site: Site, call: HttpCall): Promise<Reply> {
  if (site.cors && isPreflight(call)) {
    return preflightReply(site.cors, call);
  }
  const reply = isReserved(call.path) ? await answerAdmin(site, call) : await answerFunction(site, call);
  return withCors(site.cors, call, reply);
}

/** No function gets these, whatever its route says (the host's ReservedRouteGuardMiddleware.cs). */
function isReserved(path: string): boolean {
  return /^\/(?:admin|runtime)(?:\/|$)/i.test(path);
}

async function answerFunction(site: Site, call: HttpCall): Promise<Reply> {
  const match = matchRoute(site.functions.routes, call.method, call.path);
  if (!match) {
    return call.path === "/" ? homePage(site.environment) : emptyReply(404);
  }
  const { name, authLevel, isDisabled } = match.route;
  const granted = grantedLevel(site.keys, call, name);
  if (!isEnough(granted, authLevel)) {
    return emptyReply(401);
  }
  // The master key runs a disabled function too (FunctionInvocationMiddleware.cs).
  const hasMasterKey = site.keys !== undefined && granted === "admin";
  return isDisabled && !hasMasterKey ? emptyReply(404) : runHttpFunction(site, call, match);
}
