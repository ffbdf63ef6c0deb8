import type { HttpRequest } from "../http/HttpRequest";
import type { HttpResponse } from "../http/HttpResponse";
import type { Service } from "../Service";
import type { AcsContext } from "./AcsContext";
import { AcsError } from "./AcsError";
import { authenticate } from "./authentication/authenticate";
import { limitRate } from "./limitRate";
import { operationName, routesAt, routesIn } from "./matchRoute";
import { readApiVersion, versionNotServed } from "./readApiVersion";
import { responseHeaders } from "./responseHeaders";
import { supportedVersions } from "./supportedVersions";
import { unknownRoute, wrongMethod } from "./unestablished";

/** The identity service of Azure Communication Services. */
export function acsService(context: AcsContext): Service {
  return {
    operation: operationName,
    handle: async (request) => {
      const started = context.wallClock.monotonic();
      const response = await refusing(() => answer(request, context));
      const processingMs = Math.round(context.wallClock.monotonic() - started);
      const headers = responseHeaders(request, context.randomBytes, { now: context.clock.now(), processingMs });
      return { ...response, headers: { ...response.headers, ...headers } };
    },
  };
}

async function answer(request: HttpRequest, context: AcsContext): Promise<HttpResponse> {
  const credential = authenticate(request, context);
  const atPath = routesAt(request);
  if (atPath.length === 0) return unknownRoute();
  const version = readApiVersion(request);
  const served = routesIn(version, atPath);
  if (served.length === 0) throw versionNotServed(request, version.name);
  const route = served.find(({ method }) => method === request.method);
  if (!route) return wrongMethod(served.map(({ method }) => method));
  limitRate(context.rateLimits, route.name, request.body);
  const call = { version, identityId: request.segments[1] ?? "", body: request.body, credential };
  return refusing(() => route.run(call, context), supportedVersions(route));
}

/**
 * The reply of `work`, or the refusal that it throws. Both name the `versions` that serve the request, unless it was
 * refused before its operation ran (recorded).
 */
async function refusing(work: () => Promise<HttpResponse>, versions?: string): Promise<HttpResponse> {
  const supported = versions === undefined ? {} : { "api-supported-versions": versions };
  try {
    const response = await work();
    return { ...response, headers: { ...response.headers, ...supported } };
  } catch (error) {
    if (!(error instanceof AcsError)) throw error;
    return refusal(error, error.details.early ? {} : supported);
  }
}

/** Errors name no charset and are always chunked (recorded). */
function refusal(error: AcsError, headers: Record<string, string>): HttpResponse {
  const { retryAfter } = error.details;
  const wait = retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) };
  const all = { "Content-Type": "application/json", "Transfer-Encoding": "chunked", ...wait, ...headers };
  return { status: error.status, headers: all, body: JSON.stringify(error) };
}
