import { jsonIn } from "../../../shared/jsonIn";
import { bearerToken, type HttpRequest, type HttpResponse, matchPath } from "../http/http";
import type { Service } from "../Service";
import { ENTRA_CREDENTIAL } from "./accessKeys";
import type { AcsContext } from "./AcsContext";
import { readApiVersion, versionNotServed } from "./apiVersions";
import { authenticate } from "./authentication";
import { withCrossOrigin } from "./crossOrigin";
import { AcsError } from "./errors";
import { isLimited, type LimitedOperation, type RateLimits } from "./RateLimits";
import { isJsonObject } from "./requestBody";
import {
  isForUsers,
  type OperationName,
  operationName,
  type Route,
  routesAt,
  routesIn,
  supportedVersions,
} from "./routes";
import { tooManyRequests, unknownRoute, wrongMethod } from "./unestablished";

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
  const atPath = routesAt(request);
  if (atPath.some(isForUsers)) {
    return withCrossOrigin(request, () => refusing(() => answerAs(request, atPath, ENTRA_CREDENTIAL, context)));
  }
  return answerAs(request, atPath, authenticate(request, context), context);
}

async function answerAs(
  request: HttpRequest,
  atPath: readonly Route[],
  credential: string,
  context: AcsContext,
): Promise<HttpResponse> {
  if (atPath.length === 0) {
    return unknownRoute();
  }
  const version = readApiVersion(request);
  const served = routesIn(version, atPath);
  if (served.length === 0) {
    throw versionNotServed(request, version.name);
  }
  const route = served.find(({ method }) => method === request.method);
  if (!route) {
    return wrongMethod(served.map(({ method }) => method));
  }
  limitRate(context.rateLimits, route.name, request.body);
  const pathValues = matchPath(route.path, request.segments) ?? [];
  const call = { version, pathValues, body: request.body, bearer: bearerToken(request), credential };
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
    if (!(error instanceof AcsError)) {
      throw error;
    }
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

/**
 * The headers of every reply (recorded). Left out: Strict-Transport-Security, which browsers would keep for all of
 * localhost, and X-Azure-Ref, which leads Microsoft's support to a request and has nothing to lead to here.
 */
function responseHeaders(
  request: HttpRequest,
  randomBytes: (size: number) => Buffer,
  { now, processingMs }: { now: number; processingMs: number },
): Record<string, string> {
  const clientRequestId = request.headers["x-ms-client-request-id"];
  return {
    // By the clock that the ends of tokens are told by.
    Date: new Date(now).toUTCString(),
    "MS-CV": `${randomBytes(16).toString("base64").replace("==", "")}.0`,
    "Request-Context": "appId=",
    ...(clientRequestId ? { "x-ms-client-request-id": clientRequestId } : {}),
    "X-Processing-Time": `${processingMs}ms`,
    "X-Cache": "CONFIG_NOCACHE",
  };
}

/** Counts a request; none is refused where there are no limits. @throws AcsError 429 */
function limitRate(limits: RateLimits | undefined, operation: OperationName, body: Buffer): void {
  const limited = limitedAs(operation, body);
  const seconds = limited && limits?.take(limited);
  if (seconds !== undefined) {
    throw tooManyRequests(seconds);
  }
}

/** `undefined` where no rate is documented. */
function limitedAs(operation: OperationName, body: Buffer): LimitedOperation | undefined {
  if (operation === "createIdentity" && asksForToken(body)) {
    return "createIdentityAndToken";
  }
  return isLimited(operation) ? operation : undefined;
}

function asksForToken(body: Buffer): boolean {
  const value = jsonIn(body.toString());
  const scopes = isJsonObject(value) ? value["createTokenWithScopes"] : undefined;
  return Array.isArray(scopes) && scopes.length > 0;
}
