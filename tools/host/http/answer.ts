import { HOST_VERSION } from "../core/FunctionApp";
import { invoke } from "../core/invoke";
import { traceContextOf } from "../core/traceContextOf";
import { grantedLevel, isEnough } from "../functionKeys";
import type { Site } from "../loadSite";
import { errorText } from "../log";
import { type HttpRoute, matchRoute, type RouteMatch, urlOf } from "../routing/mapFunctions";
import { isPreflight, preflightReply, withCors } from "./cors";
import type { HttpCall } from "./readCall";
import { emptyReply, type Reply } from "./Reply";
import { fromRpcHttp, toRpcHttp } from "./rpcHttp";

/** Answers a request, in the order of the real host: CORS, built-in routes, route, key, disabled, function. */
export async function answer(site: Site, call: HttpCall): Promise<Reply> {
  if (site.cors && isPreflight(call)) {
    return preflightReply(site.cors, call);
  }
  const reply = isReserved(call.path) ? answerAdmin(site, call) : await answerFunction(site, call);
  return withCors(site.cors, call, reply);
}

/** No function gets these, whatever its route says (the host's ReservedRouteGuardMiddleware.cs). */
function isReserved(path: string): boolean {
  return /^\/(?:admin|runtime)(?:\/|$)/i.test(path);
}

/** Answers a request below `/admin`: what tools ask before they use a host (its HostController.cs). */
function answerAdmin(site: Site, call: HttpCall): Reply {
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

async function answerFunction(site: Site, call: HttpCall): Promise<Reply> {
  const match = matchRoute(site.functions.routes, call.method, call.path);
  if (!match) {
    return call.path === "/" ? homePage(site) : emptyReply(404);
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

/**
 * Runs the function for the call. One that fails gives 500 without a word; what went wrong is for the log alone.
 * @throws BodyTooLargeError
 */
async function runHttpFunction(site: Site, call: HttpCall, { route, params }: RouteMatch): Promise<Reply> {
  const http = toRpcHttp(call, params, await call.readBody(), new URL(site.url).host);
  const { target } = route;
  const inputData = [{ name: route.trigger, data: { http } }];
  const traceContext = traceContextOf(call.headers, site.random);
  try {
    return fromRpcHttp(await invoke(site.app, { id: site.random.uuid(), target, inputData, traceContext }, site.log));
  } catch (error) {
    site.log("error", route.name, `The function failed: ${errorText(error)}`);
    return emptyReply(500);
  }
}

/**
 * What `/` shows when no function takes it (the host's HomepageMiddleware.cs). Ours also lists the functions: the real one
 * leads on to documentation.
 */
function homePage(site: Site): Reply {
  if (site.environment["AzureWebJobsDisableHomepage"]?.toLowerCase() === "true") {
    return emptyReply(204);
  }
  const functions = site.functions.routes.filter(({ isDisabled }) => !isDisabled);
  const html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Your Functions app is up and running</title>
<style>
:root { background: Canvas; color: CanvasText; color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 70rem; overflow-wrap: anywhere; padding: 0 1rem; }
</style>
</head>
<body>
<main>
<h1>Your Functions app is up and running</h1>
<p>This is a development host. It serves:</p>
<ul>
${functions.map((one) => `<li>${escaped(one.name)}: ${callOf(site, one)}</li>`).join("\n")}
</ul>
</main>
</body>
</html>
`;
  return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: Buffer.from(html) };
}

/** How a function is called: by a link, where a browser can. */
function callOf(site: Site, route: HttpRoute): string {
  const { methods } = route;
  const url = escaped(urlOf(site, route));
  const isForBrowsers = (methods.length === 0 || methods.includes("GET")) && !url.includes("{");
  return `${escaped(methods.join(", "))} ${isForBrowsers ? `<a href="${url}">${url}</a>` : url}`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
